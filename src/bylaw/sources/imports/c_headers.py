"""Headers that come with the language or the platform.

Those of C (ISO/IEC 9899:2024, 7.1.2), of C++ (https://eel.is/c++draft/headers), of POSIX
(https://pubs.opengroup.org/onlinepubs/9799919799/idx/head.html), of the C libraries of Linux, BSD,
macOS and Windows, and of compilers.
"""

from __future__ import annotations

from typing import Final

_C: Final = """
assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign
stdarg stdatomic stdbit stdbool stdckdint stddef stdint stdio stdlib stdnoreturn string tgmath
threads time uchar wchar wctype
"""
_CPP: Final = """
algorithm any array atomic barrier bit bitset charconv chrono codecvt compare complex concepts
condition_variable contracts coroutine debugging deque exception execution expected filesystem
flat_map flat_set format forward_list fstream functional future generator hazard_pointer hive
initializer_list inplace_vector iomanip ios iosfwd iostream istream iterator latch limits linalg
list locale map mdspan memory memory_resource mutex new numbers numeric optional ostream print
queue random ranges ratio rcu regex scoped_allocator semaphore set shared_mutex simd
source_location span spanstream sstream stack stacktrace stdexcept stdfloat stop_token streambuf
string string_view strstream syncstream system_error text_encoding thread tuple type_traits
typeindex typeinfo unordered_map unordered_set utility valarray variant vector version
cassert ccomplex cctype cerrno cfenv cfloat cinttypes ciso646 climits clocale cmath csetjmp csignal
cstdalign cstdarg cstdatomic cstdbool cstddef cstdint cstdio cstdlib cstring ctgmath ctime cuchar
cwchar cwctype cxxabi.h
"""
_POSIX: Final = """
aio cpio devctl dirent dlfcn endian fcntl fmtmsg fnmatch ftw glob grp iconv langinfo libgen libintl
monetary mqueue ndbm netdb nl_types poll pthread pwd regex sched search semaphore spawn strings
stropts syslog tar termios trace ulimit unistd utime utmpx wordexp
"""
_PLATFORM: Final = """
alloca ar argp argz byteswap crypt elf err error execinfo features fstab fts getopt gnu-versions
ifaddrs libutil link malloc mcheck memory mntent obstack paths printf pty resolv sgtty shadow
stdio_ext syscall sysexits termio ttyent ucontext unwind util utmp values vfork xlocale
AvailabilityMacros TargetConditionals Availability
conio crtdbg direct dbghelp dos fibersapi intrin io iphlpapi mbstring mmsystem mstcpip mswsock
ntstatus process psapi share shellapi shlobj shlwapi synchapi tchar tlhelp32 userenv wincrypt
windef windows winbase winerror winioctl winnls winnt winsock winsock2 winternl winuser ws2tcpip
wspiapi afunix
arm_acle arm_neon arm_sve cpuid emmintrin immintrin mmintrin nmmintrin pmmintrin smmintrin
tmmintrin wasm_simd128 wmmintrin x86intrin xmmintrin altivec
"""
_FIRM: Final = """
arpa bits gnu libkern mach mach-o machine netinet netinet6 netpacket rpc sys
"""
_LOOSE: Final = """
asm asm-generic debug dispatch drm experimental ext linux mtd net parallel protocols scsi sound tr1
"""
_FOLDERS: Final = frozenset(_FIRM.split())
_MAYBE_FOLDERS: Final = frozenset(_LOOSE.split())
_STANDARD: Final = frozenset([*(f"{name}.h" for name in _C.split()), *_CPP.split()])
_OTHER: Final = frozenset(f"{name}.h" for name in f"{_POSIX} {_PLATFORM}".split())


def is_standard(header: str) -> bool:
    """Whether a header, as an include writes it, is one of C or C++."""
    return header in _STANDARD


def is_of_platform(header: str) -> bool:
    """Whether it is of the platform."""
    first, slash, _ = header.partition("/")
    return first in _FOLDERS if slash else header in _OTHER or header.lower() in _OTHER


def may_be_of_platform(header: str) -> bool:
    """Whether it is of the platform where the repository has no such file."""
    first, slash, _ = header.partition("/")
    return bool(slash) and first in _MAYBE_FOLDERS
