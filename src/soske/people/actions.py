"""Writes of persons and organisations. Earlier than the records: the caller writes the audit row."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NumberFault
from stdnum.fi import ytunnus

from soske.base.localtext import LocalText
from soske.people.models import (
    SECTOR_OF,
    Membership,
    Organisation,
    OrganisationName,
    OrganisationType,
    Person,
    Unit,
)
from soske.people.queries import name_folded, person_by_email
from soske.people.regions import REGIONS

UNFINISHED = dt.timedelta(days=2)  # how long somebody who began may take to enter the code


def business_id_clean(text: str) -> str:
    """A Finnish business id in the form 1234567-8, or "" for an empty one.

    Raises:
        ValidationError: the check digit or the form is wrong.
    """
    if not text.strip():
        return ""
    try:
        return str(ytunnus.format(ytunnus.validate(text)))
    except NumberFault as fault:
        raise ValidationError(_("Write the business ID in the form 1234567-8.")) from fault


def person_ensure(*, email: str, name: str, language: str = "fi") -> tuple[Person, bool]:
    """The person with this address; made when there is none. What is known of her already is not changed.

    Raises:
        ValidationError: keyed by field: the address or the name is not one.
    """
    email, name = email.strip().lower(), " ".join(name.split())
    validate_email(email)
    if len(email) > 254:
        raise ValidationError({"email": _("Use an address of at most 254 characters.")})
    found = person_by_email(email)
    if found:
        return found, False
    if not name or len(name) > 120:
        raise ValidationError({"name": _("Write a name or a role, at most 120 characters.")})
    try:
        with transaction.atomic():
            person = Person(email=email, name=name, language=language)
            person.set_unusable_password()
            person.save()
            return person, True
    except IntegrityError:  # someone else made her at the same moment
        return Person.objects.get(email__iexact=email), False


def person_name_own(*, person: Person, name: str) -> bool:
    """The name by which a person calls herself when she signs in for the first time takes the place of the one that
    somebody else has given her; False when she has signed in before."""
    if not Person.objects.filter(pk=person.pk, last_login__isnull=True).update(name=name):
        return False
    person.name = name
    return True


def persons_clear(*, now: dt.datetime) -> int:
    """Delete the persons who began two days ago or earlier, never signed in and have no place anywhere; how many."""
    unused = Person.objects.filter(last_login__isnull=True, can_organise=False, joined_at__lt=now - UNFINISHED)
    for relation in Person._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            field = relation.field.name  # type: ignore[union-attr]
            rows = relation.related_model._default_manager.filter(**{field: OuterRef("pk")})  # type: ignore[union-attr]
            unused = unused.filter(~Exists(rows))
    return unused.delete()[0]


@transaction.atomic
def organisation_make(
    *,
    name: LocalText,
    type: str,
    sector: str = "",
    region: str = "",
    business_id: str = "",
    languages: list[str] | None = None,
    made_up: bool = False,
) -> Organisation:
    """Make an organisation. Its sector follows from its type unless given.

    Raises:
        ValidationError: keyed by field.
    """
    return organisation_change(
        organisation=Organisation(made_up=made_up),
        name=name,
        type=type,
        sector=sector,
        region=region,
        business_id=business_id,
        languages=languages,
    )


@transaction.atomic
def organisation_change(
    *,
    organisation: Organisation,
    name: LocalText,
    type: str,
    sector: str = "",
    region: str = "",
    business_id: str = "",
    languages: list[str] | None = None,
) -> Organisation:
    """Set what is known of an organisation. A sector or languages that are not given stay as they are.

    A sector that follows from the type follows the new one too.

    Raises:
        ValidationError: keyed by field: no name, an unknown type or region, a business id that is wrong or taken.
    """
    faults: dict[str, list[str]] = {}
    if not name:
        faults["name"] = [_("Write this in at least one language.")]
    if type not in OrganisationType.values:
        faults["type"] = [_("Choose the type of the organisation.")]
    if region and region not in REGIONS:
        faults["region"] = [_("Choose one of the regions.")]
    try:
        business_id = business_id_clean(business_id)
    except ValidationError as fault:
        faults["business_id"] = fault.messages
    if faults:
        raise ValidationError(faults)
    if sector or organisation.sector in {"", SECTOR_OF.get(organisation.type)}:
        organisation.sector = sector or SECTOR_OF[type]
    organisation.name = name
    organisation.type = type
    organisation.region = region
    organisation.business_id = business_id
    organisation.languages = languages or organisation.languages or list(name)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as taken:
        raise ValidationError(
            {"business_id": [_("Another organisation has this business ID. Use that organisation.")]}
        ) from taken
    OrganisationName.objects.filter(organisation=organisation).delete()
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=organisation, folded=folded)
        for folded in {name_folded(text) for text in name.values()}
    )
    return organisation


def unit_ensure(*, organisation: Organisation, name: LocalText, kind: str) -> Unit:
    """The unit of the organisation with this name; made when there is none. Units without a name are always new."""
    if name:
        wanted = {text.casefold() for text in name.values()}
        for unit in organisation.units.all()[:500]:
            if wanted & {text.casefold() for text in unit.name.values()}:
                return unit
    return Unit.objects.create(organisation=organisation, kind=kind, name=name)


def membership_begin(
    *, person: Person, organisation: Organisation, title: str = "", today: dt.date | None = None
) -> None:
    """The person works for the organisation from today on; nothing changes when she does already."""
    Membership.objects.get_or_create(
        person=person,
        organisation=organisation,
        ends=None,
        defaults={"title": title, "starts": today or timezone.localdate()},
    )


def membership_end(*, person: int, organisation: int, began: dt.date, today: dt.date | None = None) -> None:
    """Work for the organisation that began on that day or later ends today; begun today, it never was."""
    today = today or timezone.localdate()
    rows = Membership.objects.filter(person=person, organisation=organisation, ends__isnull=True, starts__gte=began)
    rows.filter(starts=today).delete()
    rows.filter(starts__lt=today).update(ends=today)


@transaction.atomic
def organiser_set(*, email: str, name: str, language: str, may: bool) -> Person:
    """Give or take the right to make programmes; the person is made when there is none.

    Raises:
        ValidationError: the address or the name is not one.
    """
    person, _made = person_ensure(email=email, name=name, language=language)
    person.can_organise = may
    person.save(update_fields=["can_organise"])
    return person
