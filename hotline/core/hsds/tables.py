"""The tables of an HSDS package: their files and columns, and which table is part of which."""

from hotline.core.hsds.ids import Json

# kind: file, columns. As tabular.json of HSDS 3.1; `url` is defined there too, but has no table of its own.
TABLES = {
    "organization": (
        "organizations.csv",
        "id name alternate_name description email website tax_status tax_id year_incorporated legal_status logo uri"
        " parent_organization_id",
    ),
    "program": ("programs.csv", "id organization_id name alternate_name description"),
    "service": (
        "services.csv",
        "id organization_id program_id name alternate_name description url email status interpretation_services"
        " application_process fees_description wait_time fees accreditations eligibility_description minimum_age"
        " maximum_age assured_date assurer_email licenses alert last_modified",
    ),
    "attribute": ("attributes.csv", "id link_id taxonomy_term_id link_type link_entity value"),
    "service_at_location": ("service_at_location.csv", "id service_id location_id description"),
    "location": (
        "locations.csv",
        "id location_type url organization_id name alternate_name description transportation latitude longitude"
        " external_identifier external_identifier_type",
    ),
    "phone": (
        "phones.csv",
        "id location_id service_id organization_id contact_id service_at_location_id number extension type description",
    ),
    "contact": (
        "contacts.csv",
        "id organization_id service_id service_at_location_id location_id name title department email",
    ),
    "address": (
        "addresses.csv",
        "id location_id attention address_1 address_2 city region state_province postal_code country address_type",
    ),
    "schedule": (
        "schedules.csv",
        "id service_id location_id service_at_location_id valid_from valid_to dtstart timezone until count wkst freq"
        " interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link attending_type"
        " notes",
    ),
    "funding": ("funding.csv", "id organization_id service_id source"),
    "service_area": ("service_areas.csv", "id service_id name description extent extent_type uri"),
    "required_document": ("required_documents.csv", "id service_id document uri"),
    "language": ("languages.csv", "id service_id location_id phone_id name code note"),
    "accessibility": ("accessibility.csv", "id location_id description details url"),
    "taxonomy_term": (
        "taxonomy_terms.csv",
        "id code name description parent_id taxonomy language taxonomy_id term_uri",
    ),
    "metadata": (
        "metadata.csv",
        "id resource_id resource_type last_action_date last_action_type field_name previous_value replacement_value"
        " updated_by",
    ),
    "meta_table_description": ("meta_table_descriptions.csv", "id name language character_set"),
    "cost_option": (
        "cost_options.csv",
        "id service_id valid_from valid_to option currency amount amount_description",
    ),
    "organization_identifier": (
        "organization_identifiers.csv",
        "id organization_id identifier_scheme identifier_type identifier",
    ),
    "taxonomy": ("taxonomies.csv", "id name description uri version"),
    "url": ("url.csv", "id label url organization_id service_id"),
}
FILES = {file: kind for kind, (file, _) in TABLES.items()}

# kind: its lists, and of which kind their entries are. Every kind also has attributes and metadata.
LISTS = {
    "service": {
        "phones": "phone", "schedules": "schedule", "service_areas": "service_area",
        "service_at_locations": "service_at_location", "languages": "language", "funding": "funding",
        "cost_options": "cost_option", "required_documents": "required_document", "contacts": "contact",
        "additional_urls": "url",
    },
    "organization": {
        "funding": "funding", "contacts": "contact", "phones": "phone", "locations": "location",
        "programs": "program", "organization_identifiers": "organization_identifier", "additional_websites": "url",
    },
    "service_at_location": {"contacts": "contact", "phones": "phone", "schedules": "schedule"},
    "location": {
        "languages": "language", "addresses": "address", "contacts": "contact", "accessibility": "accessibility",
        "phones": "phone", "schedules": "schedule",
    },
    "phone": {"languages": "language"},
    "contact": {"phones": "phone"},
}  # fmt: skip
# kind: what it has one of, named by the field; `<field>_id` in its table.
ONES = {
    "service": {"organization": "organization", "program": "program"},
    "service_at_location": {"location": "location"},
    "attribute": {"taxonomy_term": "taxonomy_term"},
}
NOTES = {
    "attribute": ("attributes", "link_id", "link_entity"),
    "metadata": ("metadata", "resource_id", "resource_type"),
}

NUMBERS = {
    "latitude", "longitude", "year_incorporated", "minimum_age", "maximum_age", "extension", "timezone", "count",
    "interval", "amount",
}  # fmt: skip
DATES = {"valid_from", "valid_to", "dtstart", "until", "assured_date", "last_action_date"}
TIMES = {"opens_at", "closes_at"}


def columns(kind: str) -> list[str]:
    """The columns of a table, in order."""
    return TABLES[kind][1].split()


def package() -> Json:
    """datapackage.json: every table with its columns, as a tabular data package."""
    resources = [
        {
            "name": kind,
            "path": file,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {"fields": [_column(one) for one in names.split()], "primaryKey": "id"},
        }
        for kind, (file, names) in TABLES.items()
    ]
    return {"profile": "tabular-data-package", "name": "hsds-3-1", "resources": resources}


def _column(name: str) -> Json:
    if name in NUMBERS:
        return {"name": name, "type": "number"}
    if name in DATES:
        return {"name": name, "type": "date"}
    if name in TIMES:
        return {"name": name, "type": "time"}
    return {"name": name, "type": "datetime" if name == "last_modified" else "string"}
