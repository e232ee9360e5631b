"""What is taken for an e-mail address: one in plain ASCII, without what ends a header or begins another address."""

import re

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without its brackets
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def is_mail_address(written: str) -> bool:
    return len(written) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(written) is not None
