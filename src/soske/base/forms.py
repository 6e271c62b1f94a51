"""Forms: fields that look right everywhere, sign-in included, and errors that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

from soske.base.writing import left_words


class Field(forms.BoundField):
    """Gives every input the design system's class, and textareas no width of their own."""

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        several = forms.MultiWidget | forms.HiddenInput | forms.RadioSelect | forms.CheckboxSelectMultiple
        if isinstance(widget, forms.CheckboxInput):
            attrs["class"] = "ds-input"
        elif not isinstance(widget, several):
            attrs["class"] = f"ds-input {widget.attrs.get('class', '')}".strip()
        if isinstance(widget, forms.Textarea):
            attrs.setdefault("rows", widget.attrs.get("rows", 5))
            widget.attrs.pop("cols", None)
        if self.longest and "aria-describedby" in attrs:
            attrs["aria-describedby"] += f" {self.auto_id}_left"
        elif self.longest:
            attrs["aria-describedby"] = f"{self.auto_id}_left"
        return attrs

    @property
    def target(self) -> str:
        """The id to which a link to the field leads: of several choices, the first one."""
        several = forms.RadioSelect | forms.CheckboxSelectMultiple
        return f"{self.auto_id}_0" if isinstance(self.field.widget, several) else self.id_for_label or self.auto_id

    @property
    def longest(self) -> int | None:
        """How many characters a text of several lines may have; a counter stands below it."""
        return getattr(self.field, "max_length", None) if isinstance(self.field.widget, forms.Textarea) else None

    @property
    def left(self) -> str:
        """How many may still be written, in words."""
        return left_words(str(self.value() or ""), self.longest) if self.longest else ""


class Renderer(TemplatesSetting):
    """Forms are rendered by the site's own templates and loaders."""

    bound_field_class = Field
    form_template_name = "base/form.html"
    field_template_name = "base/field.html"


class Opened(forms.Form):
    """A form that carries the mark of the values it was opened with (base.opened), for its action to compare."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False)


def posted(request: HttpRequest) -> Any:
    """What was sent, also when it is empty (a form of check boxes only); None for a form that is opened."""
    return request.POST if request.method == "POST" else None


def saved(request: HttpRequest, form: forms.BaseForm, save: Callable[[], object]) -> bool:
    """Whether the form was sent, is right and `save` has done what it says; what `save` refuses stands beside its
    fields."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save()
    except ValidationError as fault:
        add_errors(form, fault)
        return False
    return True


def add_errors(form: forms.BaseForm, fault: ValidationError) -> None:
    """Put the errors of an action beside the fields of the form; unknown fields go to the summary."""
    if not hasattr(fault, "error_dict"):
        form.add_error(None, fault)
        return
    for field, errors in fault.error_dict.items():
        form.add_error(field if field in form.fields else None, ValidationError(errors))
