// SPDX-License-Identifier: EUPL-1.2
#include "platform/texts/confine.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace texts {
namespace {

constexpr std::uint64_t read_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::array<char const*, 7> system_paths{"/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/fonts", "/dev/null"};

// Each version of Landlock knows one right more, up to the third: 13 of the first, to move (second), to shorten (third).
std::uint64_t rights_known() {
  auto const version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return 0;
  return (1ULL << (version >= 3 ? 15 : version == 2 ? 14 : 13)) - 1;
}

void allow(int rules, char const* path) {
  auto const fd = ::open(path, O_PATH | O_CLOEXEC);
  if (fd < 0) return;  // what is not there needs no leave
  struct stat about {};
  bool const is_folder = ::fstat(fd, &about) == 0 && S_ISDIR(about.st_mode);
  landlock_path_beneath_attr rule{};
  rule.allowed_access = read_files | (is_folder ? std::uint64_t{LANDLOCK_ACCESS_FS_READ_DIR} : 0);
  rule.parent_fd = fd;
  ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  ::close(fd);
}

#if defined(__x86_64__)
constexpr std::uint32_t machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t machine = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t machine = 0;  // not known here: no filter
#endif

constexpr std::uint32_t forbidden[] = {
    SYS_socket,
    SYS_io_uring_setup,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_pidfd_getfd,
    SYS_pidfd_send_signal,
    SYS_kill,
    SYS_tkill,
    SYS_tgkill,
    SYS_rt_sigqueueinfo,
    SYS_truncate,
    SYS_fchmod,
    SYS_fchmodat,
    SYS_fchown,
    SYS_fchownat,
    SYS_setxattr,
    SYS_lsetxattr,
    SYS_fsetxattr,
    SYS_removexattr,
    SYS_lremovexattr,
    SYS_fremovexattr,
    SYS_utimensat,
    SYS_prlimit64,
    SYS_unshare,
    SYS_setns,
    SYS_mount,
    SYS_bpf,
    SYS_keyctl,
    SYS_perf_event_open,
#if defined(__x86_64__)
    SYS_chmod,
    SYS_chown,
    SYS_lchown,
    SYS_utime,
    SYS_utimes,
    SYS_futimesat,
#endif
};
constexpr std::size_t forbidden_count = sizeof forbidden / sizeof forbidden[0], head = 4;

// The number of the call is compared with each that is forbidden. A call of another machine's numbering is forbidden as well.
constexpr auto filter = [] {
  constexpr std::uint32_t other_numbering = 0x40000000;  // x32
  std::array<sock_filter, head + forbidden_count + 2> steps{};
  std::size_t at = 0;
  auto const step = [&](unsigned code, std::uint32_t value, std::size_t if_so, std::size_t if_not) {
    steps.at(at++) = {static_cast<std::uint16_t>(code), static_cast<std::uint8_t>(if_so), static_cast<std::uint8_t>(if_not), value};
  };
  step(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch), 0, 0);
  step(BPF_JMP | BPF_JEQ | BPF_K, machine, 0, forbidden_count + 3);
  step(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr), 0, 0);
  step(BPF_JMP | BPF_JGE | BPF_K, other_numbering, forbidden_count + 1, 0);
  for (std::size_t i = 0; i < forbidden_count; ++i) step(BPF_JMP | BPF_JEQ | BPF_K, forbidden[i], forbidden_count - i, 0);
  step(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
  step(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM, 0, 0);
  return steps;
}();

}  // namespace

bool has_landlock() { return rights_known() != 0; }

ReadableFiles::ReadableFiles(std::span<std::string const> more) {
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = rights_known();
  if (attributes.handled_access_fs == 0) return;
  rules_ = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
  if (rules_ < 0) return;
  for (auto const* path : system_paths) allow(rules_, path);
  for (auto const& path : more) allow(rules_, path.c_str());
}

ReadableFiles::~ReadableFiles() {
  if (rules_ >= 0) ::close(rules_);
}

void ReadableFiles::are_all() const {
  if (rules_ >= 0) ::syscall(SYS_landlock_restrict_self, rules_, 0);
}

void forbid_calls() {
  if (machine == 0) return;
  auto steps = filter;
  sock_fprog const program{static_cast<unsigned short>(steps.size()), steps.data()};
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

}  // namespace texts
