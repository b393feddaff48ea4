#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <span>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "cli/doctor_checks.hpp"
#include "project/mix_facts.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

struct Pair {
  int elixir_minor;
  int first_otp;
  int last_otp;
};

// What Slipway's own tests run on.
constexpr std::array<Pair, 3> kTested = {{{14, 25, 25}, {18, 27, 27}, {20, 29, 29}}};

// The OTP releases that an Elixir 1.x supports with its last patch:
// https://hexdocs.pm/elixir/compatibility-and-deprecations.html
constexpr std::array<Pair, 7> kSupported = {
    {{14, 23, 26}, {15, 24, 26}, {16, 24, 26}, {17, 25, 27}, {18, 25, 28}, {19, 26, 28}, {20, 27, 29}}};

constexpr std::uint64_t kLargestOpenFiles = 1'048'576;

const Pair* find_pair(std::span<const Pair> pairs, int elixir_minor) {
  for (const Pair& pair : pairs) {
    if (pair.elixir_minor == elixir_minor) return &pair;
  }
  return nullptr;
}

bool is_within(const Pair* pair, int otp) {
  return pair != nullptr && otp >= pair->first_otp && otp <= pair->last_otp;
}

int number_of(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The reply to NAMES_REQ of epmd's protocol (https://www.erlang.org/doc/apps/erts/erl_dist_protocol.html):
/// epmd's port in 4 bytes, big-endian, then text. Nothing where something else answers, or nothing does.
std::optional<std::uint32_t> port_that_epmd_names(int connection) {
  constexpr std::array<char, 3> kNamesRequest = {0, 1, 'n'};
  if (::send(connection, kNamesRequest.data(), kNamesRequest.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(kNamesRequest.size())) {
    return std::nullopt;
  }
  std::array<unsigned char, 4> reply{};
  for (std::size_t used = 0; used < reply.size();) {
    const ssize_t count = ::recv(connection, reply.data() + used, reply.size() - used, 0);
    if (count <= 0) return std::nullopt;
    used += static_cast<std::size_t>(count);
  }
  return std::uint32_t{reply[0]} << 24 | std::uint32_t{reply[1]} << 16 | std::uint32_t{reply[2]} << 8 |
         reply[3];
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

CheckResult check_platform(std::string_view system, std::string_view machine,
                           std::string_view vm_architecture) {
  const std::string seen = std::string(system) + " on " + std::string(machine);
  if (system != "Linux" || machine != "x86_64") {
    return {"platform", CheckStatus::kProblem,
            seen +
                ": this version of Slipway makes releases for Linux on x86_64 alone; build in a container "
                "or on a machine of that kind"};
  }
  if (vm_architecture.find("musl") != std::string_view::npos) {
    return {"platform", CheckStatus::kWarning,
            seen +
                " with musl: Slipway is tested with glibc; a release that is made here runs on systems with "
                "musl alone (Alpine)"};
  }
  return {"platform", CheckStatus::kOk, seen};
}

CheckResult check_elixir(const project::ElixirReport& report) {
  if (!report.has_elixir) {
    return {"elixir", CheckStatus::kProblem,
            "no `elixir` in PATH; install Elixir 1.14 or later, or put its bin folder into PATH"};
  }
  if (!report.vm) {
    return {"elixir", CheckStatus::kProblem,
            "`elixir` does not run; install Erlang/OTP, or put its bin folder into PATH:\n" + report.output};
  }
  const std::string seen = "Elixir " + report.vm->elixir_version + " on OTP " + report.vm->otp_release;
  const project::ElixirVersion version = project::parse_elixir_version(report.vm->elixir_version);
  const int otp = number_of(report.vm->otp_release);
  if (version.major < 1 || (version.major == 1 && version.minor < 14)) {
    return {"elixir", CheckStatus::kProblem, seen + ": Slipway needs Elixir 1.14 or later; install one"};
  }
  const Pair* supported = find_pair(kSupported, version.major == 1 ? version.minor : 0);
  if (supported != nullptr && !is_within(supported, otp)) {
    return {"elixir", CheckStatus::kWarning,
            seen + ": this Elixir supports OTP " + std::to_string(supported->first_otp) + " to " +
                std::to_string(supported->last_otp) + "; install one of these"};
  }
  if (version.major != 1 || !is_within(find_pair(kTested, version.minor), otp)) {
    return {"elixir", CheckStatus::kWarning,
            seen +
                " is not tested with this version of Slipway; tested are 1.14 on 25, 1.18 on 27 and 1.20 "
                "on 29"};
  }
  return {"elixir", CheckStatus::kOk, seen};
}

CheckResult check_otp(const project::VmReport& vm) {
  const fs::path programs = vm.otp_root / ("erts-" + vm.erts_version) / "bin";
  std::vector<std::string> missing;
  for (const fs::path& file : {programs / "beam.smp", programs / "erlexec", programs / "erl_child_setup",
                               programs / "inet_gethost", vm.otp_root / "bin" / "start_clean.boot"}) {
    if (::access(file.c_str(), R_OK) != 0) missing.push_back(file.string());
  }
  if (!missing.empty()) {
    return {"otp", CheckStatus::kProblem,
            "not complete, releases need " + joined(missing) +
                "; install OTP whole (on Debian and Ubuntu: apt install erlang-nox)"};
  }
  std::vector<std::string> needed;
  std::vector<std::string> usual;
  for (const std::string& name : vm.missing_applications) {
    (name == "sasl" || name == "compiler" || name == "crypto" ? needed : usual).push_back(name);
  }
  constexpr std::string_view kInstall = "; install OTP whole (on Debian and Ubuntu: apt install erlang-nox)";
  if (!needed.empty()) {
    return {"otp", CheckStatus::kProblem, "without " + joined(needed) + std::string(kInstall)};
  }
  if (!vm.crypto_problem.empty()) {
    return {"otp", CheckStatus::kProblem,
            "crypto can't be used, mostly because its libcrypto (OpenSSL) is missing: " + vm.crypto_problem};
  }
  if (!usual.empty()) {
    return {"otp", CheckStatus::kWarning,
            "without " + joined(usual) + ", which most systems need" + std::string(kInstall)};
  }
  return {"otp", CheckStatus::kOk, vm.otp_root.string() + " with ERTS " + vm.erts_version};
}

CheckResult check_locale(const project::VmReport& vm) {
  if (vm.utf8_names) return {"locale", CheckStatus::kOk, "UTF-8"};
  return {"locale", CheckStatus::kWarning,
          "not UTF-8, so the VM takes file names for Latin-1 and Elixir warns; set LANG=C.UTF-8 (and in the "
          "place where the release runs)"};
}

CheckResult check_temporary_folder(const std::vector<fs::path>& folders) {
  std::string tried;
  for (const fs::path& folder : folders) {
    std::error_code ignored;
    if (fs::is_directory(folder, ignored) && ::access(folder.c_str(), W_OK | X_OK) == 0) {
      return {"temporary folder", CheckStatus::kOk, folder.string()};
    }
    tried += (tried.empty() ? "" : ", ") + folder.string();
  }
  return {"temporary folder", CheckStatus::kProblem,
          "none of " + tried + " can be written; set TMPDIR to a folder that can"};
}

CheckResult check_open_files(std::uint64_t limit) {
  if (limit <= kLargestOpenFiles) {
    return {"open files", CheckStatus::kOk, "at most " + std::to_string(limit)};
  }
  // Measured on OTP 25: +Q 16777216 takes 196 MB more than +Q 65536.
  return {"open files", CheckStatus::kWarning,
          "at most " + std::to_string(limit) +
              ", and the VM reserves about 12 MB for each million; lower the limit (ulimit -n 65536, "
              "LimitNOFILE=, docker run --ulimit nofile=65536), or write +Q 65536 into rel/vm.args.eex"};
}

CheckResult check_epmd(std::uint16_t port) {
  const std::string name = "port " + std::to_string(port);
  const FileDescriptor connection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!connection.is_open()) throw SystemError(errno, "socket");
  const timeval patience{.tv_sec = 1, .tv_usec = 0};
  ::setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return {"epmd", CheckStatus::kOk, "does not run on " + name + "; a distributed node starts it"};
  }
  if (port_that_epmd_names(connection.get()) == port) {
    return {"epmd", CheckStatus::kOk, "runs on " + name};
  }
  return {"epmd", CheckStatus::kProblem,
          "something else than epmd listens on " + name +
              ", so nodes can't find each other; end it, or set ERL_EPMD_PORT, or give the node a port in "
              "slipway.toml and do without epmd"};
}

}  // namespace slipway::cli
