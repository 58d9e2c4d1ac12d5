"""The public pages; their addresses are promises."""

from django.urls import path

from initiatives.views import changes, initiatives, maps, organisations, pages, updates
from initiatives.views import converters as converters  # registers <reference:…> as it is imported

urlpatterns = [
    path("", pages.home, name="home"),
    path("initiatives/", initiatives.InitiativeList.as_view(), name="initiative-list"),
    path("initiatives/<reference:reference>/", initiatives.initiative_detail, name="initiative-detail"),
    path("map/", maps.map_page, name="map"),
    path("organisations/", organisations.OrganisationList.as_view(), name="organisation-list"),
    path("organisations/<slug:slug>/", organisations.organisation_detail, name="organisation-detail"),
    path("updates/", updates.UpdateList.as_view(), name="update-list"),
    path("changes/", changes.changes, name="changes"),
    path("data/", pages.data, name="data"),
    path("about/", pages.about, name="about"),
]
