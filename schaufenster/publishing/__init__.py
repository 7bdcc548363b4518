"""The way out: how servers are to answer, and whether what is published is what was built."""

from schaufenster.publishing.publish import plan, publish, published_at, spoilt
from schaufenster.publishing.servers import SERVERS
from schaufenster.publishing.sign_in import SignInGateway
from schaufenster.publishing.verify import Fetched, Verdict, fetch, folder_of, verify
