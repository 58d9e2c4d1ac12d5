"""The public pages; their addresses are promises."""

from django.urls import path, register_converter

from initiatives.views import changes, initiatives, organisations, pages, updates


class ReferenceConverter:
    """GZA-COR-001, in any case: the view sends other cases on to the canonical one."""

    regex = "[A-Za-z]{3}-[A-Za-z]{3}-[0-9]{3,6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")

urlpatterns = [
    path("", pages.home, name="home"),
    path("initiatives/", initiatives.InitiativeList.as_view(), name="initiative-list"),
    path("initiatives/<reference:reference>/", initiatives.initiative_detail, name="initiative-detail"),
    path("organisations/", organisations.OrganisationList.as_view(), name="organisation-list"),
    path("organisations/<slug:slug>/", organisations.organisation_detail, name="organisation-detail"),
    path("updates/", updates.UpdateList.as_view(), name="update-list"),
    path("changes/", changes.changes, name="changes"),
    path("data/", pages.data, name="data"),
    path("about/", pages.about, name="about"),
]
