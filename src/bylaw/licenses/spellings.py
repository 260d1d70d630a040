"""Licenses as registries and authors spell them, where it is certain which one is meant.

`BSD`, `BSD License`, `GPL` and `Apache Software License` are several licenses, and in no table.
A version of the GNU licenses without `or later` is read as that version alone, as SPDX does.
"""

from __future__ import annotations

from typing import Final

_PLAIN: Final = {
    "MIT": "mit license|the mit license|mit licence|the mit license (mit)|mit license (mit)|expat|"
    "mit/expat|expat license",
    "MIT-0": "mit no attribution|mit no attribution license (mit-0)",
    "Apache-2.0": "apache 2|apache 2.0|apache2|apache2.0|apache-2|apache v2|apache v2.0|"
    "apache license 2.0|apache license, 2.0|apache license v2|apache license v2.0|"
    "apache license version 2.0|apache license, version 2.0|the apache license, version 2.0|"
    "the apache software license, version 2.0|apache software license 2.0|"
    "apache software license, version 2.0|asl 2.0|apache license (2.0)|"
    "apache license, version 2.0 (apache-2.0)|apache-2.0 license",
    "BSD-2-Clause": "bsd 2-clause|bsd-2|2-clause bsd|2-clause bsd license|bsd 2-clause license|"
    "bsd-2-clause license|simplified bsd|simplified bsd license|the bsd 2-clause license|"
    'bsd 2-clause "simplified" license',
    "BSD-3-Clause": "bsd 3-clause|bsd-3|3-clause bsd|3-clause bsd license|bsd 3-clause license|"
    "bsd-3-clause license|new bsd|new bsd license|modified bsd license|revised bsd license|"
    'the bsd 3-clause license|bsd 3-clause "new" or "revised" license',
    "0BSD": "zero-clause bsd (0bsd)|bsd zero clause license|zero-clause bsd",
    "ISC": "isc license|isc license (iscl)|the isc license",
    "MPL-1.1": "mozilla public license 1.1|mozilla public license 1.1 (mpl 1.1)|mpl 1.1",
    "MPL-2.0": "mozilla public license 2.0|mozilla public license 2.0 (mpl 2.0)|mpl 2.0|mpl2|"
    "mozilla public license, version 2.0|mozilla public license version 2.0|mpl-2.0 license",
    "EPL-1.0": "eclipse public license 1.0|eclipse public license 1.0 (epl-1.0)|"
    "eclipse public license - v 1.0|eclipse public license v1.0",
    "EPL-2.0": "eclipse public license 2.0|eclipse public license 2.0 (epl-2.0)|"
    "eclipse public license - v 2.0|eclipse public license v2.0|eclipse public license v. 2.0",
    "CDDL-1.0": "common development and distribution license 1.0 (cddl-1.0)|cddl 1.0",
    "EUPL-1.1": "european union public licence 1.1 (eupl 1.1)",
    "EUPL-1.2": "european union public licence 1.2 (eupl 1.2)|eupl 1.2",
    "BSL-1.0": "boost software license 1.0 (bsl-1.0)|boost software license 1.0|"
    "boost software license - version 1.0",
    "CC0-1.0": "cc0 1.0|cc0 1.0 universal|cc0 1.0 universal (cc0 1.0) public domain dedication",
    "CC-BY-4.0": "cc by 4.0|creative commons attribution 4.0",
    "Unlicense": "the unlicense|the unlicense (unlicense)",
    "WTFPL": "do what the fuck you want to public license",
    "Zlib": "zlib license|zlib/libpng license|the zlib license",
    "BlueOak-1.0.0": "blue oak model license 1.0.0|blue oak model license (blueoak-1.0.0)",
    "GPL-1.0-or-later": "gpl-1+",
    "GPL-2.0-only": "gplv2|gpl v2|gpl 2|gpl 2.0|gpl-2|gnu gpl v2|"
    "gnu general public license v2|gnu general public license v2 (gplv2)|"
    "gnu general public license v2.0|gnu general public license, version 2|gplv2 only",
    "GPL-2.0-or-later": "gplv2+|gpl v2+|gpl-2+|gplv2 or later|"
    "gnu general public license v2 or later (gplv2+)|gnu general public license v2 or later|"
    "gnu general public license v2.0 or later",
    "GPL-3.0-only": "gplv3|gpl v3|gpl 3|gpl 3.0|gpl-3|gnu gpl v3|gnu gplv3|"
    "gnu general public license v3|gnu general public license v3 (gplv3)|"
    "gnu general public license v3.0|gnu general public license, version 3",
    "GPL-3.0-or-later": "gplv3+|gpl v3+|gpl-3+|gplv3 or later|"
    "gnu general public license v3 or later (gplv3+)|gnu general public license v3 or later|"
    "gnu general public license v3.0 or later",
    "LGPL-2.0-only": "gnu lesser general public license v2 (lgplv2)|lgplv2",
    "LGPL-2.0-or-later": "gnu lesser general public license v2 or later (lgplv2+)|lgplv2+",
    "LGPL-2.1-only": "lgpl 2.1|lgplv2.1|lgpl v2.1|gnu lesser general public license v2.1",
    "LGPL-2.1-or-later": "lgpl 2.1+|lgplv2.1+|lgpl v2.1+|"
    "gnu lesser general public license v2.1 or later",
    "LGPL-3.0-only": "lgplv3|lgpl v3|lgpl 3|lgpl-3|lgpl 3.0|"
    "gnu lesser general public license v3|gnu lesser general public license v3 (lgplv3)",
    "LGPL-3.0-or-later": "lgplv3+|lgpl v3+|lgpl-3+|"
    "gnu lesser general public license v3 or later (lgplv3+)|"
    "gnu lesser general public license v3 or later",
    "AGPL-3.0-only": "agplv3|agpl v3|agpl 3|agpl-3|gnu affero general public license v3|"
    "gnu agplv3|gnu affero general public license v3 (agplv3)",
    "AGPL-3.0-or-later": "agplv3+|agpl v3+|agpl-3+|"
    "gnu affero general public license v3 or later (agplv3+)|"
    "gnu affero general public license v3 or later",
}
SPELLINGS: Final = {text: id_ for id_, texts in _PLAIN.items() for text in texts.split("|")}
"""From small letters with single spaces to an id."""

DEPRECATED: Final = {
    "gpl-2.0-with-autoconf-exception": "GPL-2.0-only WITH Autoconf-exception-2.0",
    "gpl-2.0-with-bison-exception": "GPL-2.0-only WITH Bison-exception-2.2",
    "gpl-2.0-with-classpath-exception": "GPL-2.0-only WITH Classpath-exception-2.0",
    "gpl-2.0-with-font-exception": "GPL-2.0-only WITH Font-exception-2.0",
    "gpl-2.0-with-gcc-exception": "GPL-2.0-only WITH GCC-exception-2.0",
    "gpl-3.0-with-autoconf-exception": "GPL-3.0-only WITH Autoconf-exception-3.0",
    "gpl-3.0-with-gcc-exception": "GPL-3.0-only WITH GCC-exception-3.1",
    "ecos-2.0": "GPL-2.0-or-later WITH eCos-exception-2.0",
    "wxwindows": "GPL-2.0-or-later WITH WxWindows-exception-3.1",
    "bsd-2-clause-netbsd": "BSD-2-Clause",
    "bsd-2-clause-freebsd": "BSD-2-Clause-Views",
    "standardml-nj": "SMLNJ",
}
"""Ids that the list has replaced, by what replaces them."""
