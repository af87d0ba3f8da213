"""An upload of packets, and the same upload again when it is confirmed."""

import base64
from typing import Any

from django import forms

from interviews.bank.archives import MAX_FILES, MAX_UPLOAD, NotReadable, Upload, read_upload


class UploadForm(forms.Form):
    """`upload` is what the file holds; `again` what a confirmation has to send."""

    file = forms.FileField(
        label="Packets",
        help_text=(
            "A zip of packets as they lie in the catalogue, a zip of one packet’s folder, or the "
            f".md file of a packet without material. At most 1.5 MB and {MAX_FILES} files."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip,.md,application/zip,text/markdown"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        self._data, self._name = file.read(MAX_UPLOAD + 1), file.name
        try:
            self.upload = read_upload(self._data, name=self._name)
        except NotReadable as error:
            raise forms.ValidationError(str(error)) from None
        return file

    @property
    def again(self) -> dict[str, str]:
        return {"name": self._name, "content": base64.b64encode(self._data).decode()}


class ConfirmForm(forms.Form):
    """Believed no more than the first time: it is read and checked all over."""

    name = forms.CharField(max_length=200)
    content = forms.CharField(max_length=4 * (MAX_UPLOAD + 2) // 3)
    upload: Upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            raw = base64.b64decode(data["content"], validate=True)
            self.upload = read_upload(raw, name=data["name"])
        except (NotReadable, ValueError):
            raise forms.ValidationError("The upload was lost on the way.") from None
        return data
