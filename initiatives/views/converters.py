"""Public names as they stand in an address, in any case: the view sends other cases on to the canonical one."""

from django.urls import register_converter

REFERENCE = "[A-Za-z]{3}-[A-Za-z]{3}-[0-9]{3,6}"


class ReferenceConverter:
    """GZA-COR-001."""

    regex = REFERENCE

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ClaimConverter(ReferenceConverter):
    """GZA-COR-001-U7. Nine digits at most, which every column of numbers can be asked for."""

    regex = f"{REFERENCE}-[A-Za-z][1-9][0-9]{{0,8}}"


register_converter(ReferenceConverter, "reference")
register_converter(ClaimConverter, "claim")
