"""The addresses of the API: for each dataset a list and one row, by the name that its kind bears."""

from django.urls import path

from initiatives.api import views
from initiatives.datasets import CHANGES, DATASETS, INITIATIVES, ORGANISATIONS
from initiatives.views import converters as converters  # registers <reference:…> and <claim:…> as it is imported

# The monthly report is no list: it has no pages and its rows have no names.
OFFERED = tuple(dataset for dataset in DATASETS if dataset is not CHANGES)
ONE = {
    INITIATIVES.name: ("<reference:reference>", views.InitiativeDetail),
    ORGANISATIONS.name: ("<slug:slug>", views.OrganisationDetail),
}
A_CLAIM = ("<claim:claim>", views.ClaimDetail)

urlpatterns = [
    path("", views.Root.as_view(), name="api"),
    path("schema/", views.Schema.as_view(), name="api-schema"),
]
for dataset in OFFERED:
    name, view = ONE.get(dataset.name, A_CLAIM)
    urlpatterns += [
        path(f"{dataset.name}/", views.List.as_view(dataset=dataset), name=f"api-{dataset.name}"),
        path(f"{dataset.name}/{name}/", view.as_view(dataset=dataset), name=f"api-{dataset.name}-one"),
    ]
