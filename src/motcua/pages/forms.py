"""Forms: label, hint, mistake, field, in that order; and the summary of mistakes on top."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django import forms
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString

_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class HouseBoundField(BoundField):
    """A field that knows its style class and names its hint and its mistake to screen readers."""

    def css_class(self) -> str:
        widget = self.field.widget
        if isinstance(widget, (forms.CheckboxInput, *_GROUPS)):
            return "form-check-input"
        return "form-select" if isinstance(widget, forms.Select) else "form-control"

    @property
    def is_group(self) -> bool:
        """Several choices, each with its own tick: drawn one by one in the template."""
        return isinstance(self.field.widget, _GROUPS)

    @property
    def is_single_check(self) -> bool:
        """A lone tick box: its label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        own = str((widget or self.field.widget).attrs.get("class", ""))
        built["class"] = f"{self.css_class()} {own}".strip()
        return built

    @property
    def focus_id(self) -> str:
        """The element that a link in the summary leads to: of a group, its first choice."""
        if self.use_fieldset and len(self.subwidgets):
            return str(self.subwidgets[0].id_for_label)
        return str(self.id_for_label)


class HouseRenderer(DjangoTemplates):
    """Renders forms with our templates; widgets stay Django's."""

    form_template_name = "pages/form.html"
    field_template_name = "pages/field.html"
    bound_field_class = HouseBoundField


def error_summary(found: Iterable[BaseForm]) -> SafeString:
    """A box that takes the focus, counts the mistakes and links to each field; empty if none."""
    items = [item for form in found if form.is_bound for item in _mistakes(form)]
    if not items:
        return SafeString("")
    return SafeString(
        '<div class="err-sum" role="alert" tabindex="-1" aria-labelledby="err-sum-title">'
        f'<h2 id="err-sum-title">Có {len(items)} chỗ cần sửa trước khi gửi</h2>'
        f"<ul>{''.join(items)}</ul></div>"
    )


def _mistakes(form: BaseForm) -> Iterable[str]:
    for sentence in form.non_field_errors():
        yield f"<li>{escape(str(sentence))}</li>"
    for field in form:
        target = field.focus_id if isinstance(field, HouseBoundField) else field.id_for_label
        for sentence in field.errors:
            yield f'<li><a href="#{escape(target)}">{escape(str(sentence))}</a></li>'
