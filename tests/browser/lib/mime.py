"""A letter (RFC 5322, MIME) from standard input as JSON: another's reader than the one that wrote it."""

import base64
import email
import email.policy
import json
import sys

message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
body = message.get_body(("plain",))
files = {part.get_filename(): base64.b64encode(part.get_content() if isinstance(part.get_content(), bytes) else part.get_content().encode()).decode() for part in message.iter_attachments()}
print(json.dumps({"subject": message["Subject"], "from": message["From"], "to": message["To"], "auto": message["Auto-Submitted"], "text": body.get_content(), "files": files}))
