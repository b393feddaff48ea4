#include "launcher/emulator.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::launcher {
namespace {

struct Machine {
  unsigned number;
  std::string_view name;
};

constexpr auto kMachines = std::to_array<Machine>({
    {EM_X86_64, "x86_64"},
    {EM_AARCH64, "aarch64"},
    {EM_386, "i386"},
    {EM_ARM, "arm"},
    {EM_RISCV, "riscv64"},
    {EM_PPC64, "ppc64"},
    {EM_S390, "s390x"},
});

std::string machine_name(unsigned number) {
  const auto row = std::find_if(kMachines.begin(), kMachines.end(),
                                [&](const Machine& machine) { return machine.number == number; });
  return row == kMachines.end() ? "machine " + std::to_string(number) : std::string(row->name);
}

/// The loader that an ELF program of this machine's kind asks for, if any.
std::optional<std::string> loader_of(const std::string& content) {
  Elf64_Ehdr header{};
  if (content.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, content.data(), sizeof header);
  for (std::size_t index = 0; index < header.e_phnum; ++index) {
    Elf64_Phdr segment{};
    const std::size_t at = header.e_phoff + index * sizeof segment;
    if (at > content.size() || content.size() - at < sizeof segment) return std::nullopt;
    std::memcpy(&segment, content.data() + at, sizeof segment);
    if (segment.p_type != PT_INTERP) continue;
    if (segment.p_offset > content.size() || content.size() - segment.p_offset < segment.p_filesz) {
      return std::nullopt;
    }
    return std::string(content.substr(segment.p_offset, segment.p_filesz).c_str());
  }
  return std::nullopt;
}

std::string first_bytes(const std::string& path) {
  std::string bytes(4096, '\0');
  const FileDescriptor file = open_file(path, O_RDONLY);
  const ssize_t count = ::read(file.get(), bytes.data(), bytes.size());
  bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return bytes;
}

[[noreturn]] void explain(int error, const std::string& program) {
  if (::access(program.c_str(), F_OK) != 0) {
    throw Error("the emulator " + program +
                " is missing; the release was assembled without ERTS or is damaged");
  }
  const std::string content = first_bytes(program);
  if (!content.starts_with(ELFMAG)) throw SystemError(error, "can't execute the emulator " + program);
  // e_machine has the same place in 32-bit and 64-bit files.
  unsigned machine = 0;
  if (content.size() > 19) {
    machine = static_cast<unsigned char>(content[18]) | unsigned{static_cast<unsigned char>(content[19])}
                                                            << 8;
  }
  utsname system{};
  ::uname(&system);
  const std::string needed = machine_name(machine);
  if (error == ENOEXEC || needed != system.machine) {
    throw Error("the emulator " + program + " is made for " + needed + ", and this machine is " +
                std::string(system.machine) + "; assemble the release for this machine");
  }
  const std::optional<std::string> loader = loader_of(content);
  if (error == ENOENT && loader) {
    throw Error(
        "the emulator " + program + " needs the loader " + *loader +
        ", which this system does not have (glibc and musl have different ones); assemble the release on a "
        "system like this one");
  }
  throw SystemError(error, "can't execute the emulator " + program);
}

}  // namespace

std::string path_with_installation(std::optional<std::string_view> path, const Installation& installation) {
  const std::string front = installation.bindir + ":";
  if (!path) return front + installation.root + "/bin:";
  if (path->find(installation.root) == std::string_view::npos) {
    return front + installation.root + "/bin:" + std::string(*path);
  }
  std::string rest(*path);
  for (std::size_t at = rest.find(front); at != std::string::npos; at = rest.find(front, at)) {
    rest.erase(at, front.size());
  }
  return front + rest;
}

void set_emulator_variables(Environment& environment, const EmulatorCommand& command,
                            const Installation& installation) {
  environment.set("ROOTDIR", installation.root);
  environment.set("BINDIR", installation.bindir);
  environment.set("EMU", "beam");
  environment.set("PROGNAME", installation.progname);
  environment.set("PATH", path_with_installation(environment.get("PATH"), installation));
  for (const auto& [name, value] : command.variables) environment.set(name, value);
}

void check_emulator(const std::string& program) {
  if (::access(program.c_str(), X_OK) != 0) explain(errno, program);
}

void execute_emulator(const std::string& program, const std::vector<std::string>& arguments,
                      const Environment& environment) {
  ::execve(program.c_str(), exec_pointers(arguments).data(), exec_pointers(environment.entries()).data());
  explain(errno, program);
}

void detach() {
  // The second fork makes sure that the node can't get a terminal again.
  for (int generation = 0; generation < 2; ++generation) {
    const pid_t child = ::fork();
    if (child < 0) throw SystemError(errno, "start a detached process");
    if (child > 0) ::_exit(0);
    if (generation == 0) ::setsid();
  }
  const FileDescriptor null = open_file("/dev/null", O_RDWR);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null.get(), standard);
}

}  // namespace slipway::launcher
