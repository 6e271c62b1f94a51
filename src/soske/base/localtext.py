"""LocalText in the database and in forms."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from soske.packs.text import LocalText, one_line, writable

__all__ = ["LANGUAGE_NAMES", "LocalText", "LocalTextField", "LocalTextFormField", "one_line", "writable"]

LANGUAGE_NAMES = {"fi": "suomi", "sv": "svenska", "en": "English"}


class LocalTextField(models.JSONField):
    """A JSON field that holds {language code: text} and reads as LocalText. Empty is `{}`, never NULL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", LocalText)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> LocalText:
        return LocalText(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> LocalText:
        if isinstance(value, str):
            value = json.loads(value)
        return LocalText(value or {})

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(dict(value) if isinstance(value, dict) else value, connection, prepared)


class LocalTextWidget(forms.MultiWidget):
    """One input for each language, side by side where there is room."""

    template_name = "base/widgets/localtext.html"

    def __init__(self, languages: list[str], multiline: bool, attrs: dict[str, Any] | None = None) -> None:
        self.languages = languages
        kind: Any = forms.Textarea if multiline else forms.TextInput
        widgets = {lang: kind(attrs={"lang": lang, "class": "ds-input"}) for lang in languages}
        super().__init__(widgets, attrs)

    def id_for_label(self, id_: str | None) -> str:
        """Links to the field lead to its first language."""
        return f"{id_}_0" if id_ and self.languages else ""

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(lang, "") for lang in self.languages]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        described = context["widget"]["attrs"].get("aria-describedby")
        for lang, sub in zip(self.languages, context["widget"]["subwidgets"], strict=True):
            sub["language"] = LANGUAGE_NAMES.get(lang, lang)
            if described:
                sub["attrs"]["aria-describedby"] = described
            if context["widget"]["attrs"].get("aria-invalid"):
                sub["attrs"]["aria-invalid"] = "true"
        return context


class _Text(forms.CharField):
    """One language of a LocalText. Pasted control characters are dropped without a complaint: nobody sees them."""

    def __init__(self, *, multiline: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.clean_text = writable if multiline else one_line

    def to_python(self, value: Any) -> str:
        return super().to_python(self.clean_text(value) if isinstance(value, str) else value) or ""


class LocalTextFormField(forms.MultiValueField):
    """A text in the languages given.

    A required field asks for at least one language; the missing ones are duties of the pages that show the text.
    """

    def __init__(self, languages: list[str], *, multiline: bool = False, max_length: int = 200, **kwargs: Any) -> None:
        self.languages = languages
        fields = [_Text(required=False, max_length=max_length, strip=True, multiline=multiline) for _lang in languages]
        for inner in fields:
            inner.error_messages["max_length"] = _(
                "Use at most %(limit_value)d characters. Now there are %(show_value)d."
            )
        kwargs.setdefault("widget", LocalTextWidget(languages, multiline))
        kwargs.setdefault("error_messages", {"required": _("Write this in at least one language.")})
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> LocalText:
        texts = LocalText(dict(zip(self.languages, data_list or [], strict=False)))
        if self.required and not texts:  # what was typed is only what nobody sees
            raise ValidationError(self.error_messages["required"], code="required")
        return texts
