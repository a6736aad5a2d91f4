"""The embed desk for newsrooms: what can be embedded, codes to copy, the form and the preview.

Called by `pages.public.embeds` and `pages.public.oembed`. Draws only; which charts a document can show is in
`components.desk.offer`.
"""

from __future__ import annotations
