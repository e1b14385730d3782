// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <span>
#include <string>

// What the kernel keeps a process from, of its own free will, before it becomes a program that reads what strangers made: files
// (Landlock) and calls that reach the network, other processes or the rights of files (seccomp). A kernel without one of them
// leaves that part out.
namespace texts {

// Which files may be read: those of the system's programs, and `more`. Nothing may be written.
class ReadableFiles {
 public:
  explicit ReadableFiles(std::span<std::string const> more);
  ~ReadableFiles();
  ReadableFiles(ReadableFiles const&) = delete;
  ReadableFiles& operator=(ReadableFiles const&) = delete;
  // For this process and what it becomes; allocates nothing.
  void are_all() const;

 private:
  int rules_ = -1;
};

// Whether the kernel knows Landlock, and has it switched on.
bool has_landlock();

// No sockets, no other processes, no rights of files changed: EPERM. Allocates nothing. Both need PR_SET_NO_NEW_PRIVS.
void forbid_calls();

}  // namespace texts
