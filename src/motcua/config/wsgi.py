"""What the web server runs."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
application = get_wsgi_application()

# Whose word about the caller's address and scheme is believed: the proxies in front, and nobody else.
PROXIES = [proxy for proxy in os.environ.get("MOTCUA_PROXIES", "").split(",") if proxy]
if PROXIES:
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=PROXIES)
