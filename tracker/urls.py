"""Every address of the site: pages once for each language, files and the pulse without one."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from initiatives import feeds
from initiatives.admin import site
from initiatives.datasets import DATASETS
from initiatives.views import converters as converters  # registers <reference:…> as it is imported
from initiatives.views import exports, pages, sitemap

handler400 = "initiatives.views.errors.bad_request"
handler403 = "initiatives.views.errors.forbidden"
handler404 = "initiatives.views.errors.not_found"
handler500 = "initiatives.views.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", site.urls),
    path("healthz", pages.healthz, name="healthz"),
    path("api/v1/", include("initiatives.api.urls")),
    path("data.zip", exports.data_zip, name="data-zip"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap.sitemap_file, name="sitemap-file"),
    path("updates.atom", feeds.updates, name="updates-atom"),
    path("initiatives/<reference:reference>/updates.atom", feeds.of_initiative, name="initiative-atom"),
    path("organisations/<slug:slug>/updates.atom", feeds.of_organisation, name="organisation-atom"),
    *(
        path(
            f"{dataset.name}.{each.suffix}",
            exports.file,
            {"dataset": dataset, "file_format": each},
            name=f"{dataset.name}-{each.suffix}",
        )
        for dataset in DATASETS
        for each in dataset.formats
    ),
    *i18n_patterns(path("", include("initiatives.urls")), prefix_default_language=False),
]
