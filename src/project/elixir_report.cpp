#include "project/elixir_report.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "erl/external.hpp"
#include "project/working_folder.hpp"

namespace slipway::project {
namespace {

constexpr std::size_t kLargestReport = std::size_t{16} << 20;

FileDescriptor memory_file(const char* name) {
  FileDescriptor file(::memfd_create(name, MFD_CLOEXEC));
  if (!file.is_open()) throw SystemError(errno, "memfd_create");
  return file;
}

std::string path_of(const FileDescriptor& file) { return "/proc/self/fd/" + std::to_string(file.get()); }

std::string content_of(const FileDescriptor& file, std::string_view what) {
  if (::lseek(file.get(), 0, SEEK_SET) < 0) throw SystemError(errno, "read " + std::string(what));
  return read_all(file, what, kLargestReport);
}

/// A text or a list of them; nil (and what is missing) counts as none.
std::optional<std::string> optional_text(const erl::Term& map, std::string_view key) {
  const erl::Term* value = erl::find(map, key);
  if (value == nullptr || value->is_atom("nil")) return std::nullopt;
  return erl::text_of(*value);
}

std::string text(const erl::Term& map, std::string_view key) { return optional_text(map, key).value_or(""); }

std::vector<std::string> texts(const erl::Term& map, std::string_view key) {
  std::vector<std::string> result;
  const erl::Term* value = erl::find(map, key);
  const std::vector<erl::Term>* elements = value == nullptr ? nullptr : value->proper_list();
  if (elements == nullptr) return result;
  for (const erl::Term& element : *elements) {
    if (auto name = erl::text_of(element)) result.push_back(std::move(*name));
  }
  return result;
}

bool flag(const erl::Term& map, std::string_view key) {
  const erl::Term* value = erl::find(map, key);
  return value != nullptr && value->is_atom("true");
}

VmReport read_vm(const erl::Term& vm) {
  return {.elixir_version = text(vm, "elixir_version"),
          .otp_release = text(vm, "otp_release"),
          .built_on_otp = text(vm, "built_on_otp"),
          .otp_root = text(vm, "otp_root"),
          .erts_version = text(vm, "erts_version"),
          .architecture = text(vm, "architecture"),
          .utf8_names = flag(vm, "utf8_names"),
          .missing_applications = texts(vm, "missing_applications"),
          .crypto_problem = text(vm, "crypto_problem")};
}

ProjectReport read_project(const erl::Term& project) {
  ProjectReport report{.app = optional_text(project, "app"),
                       .umbrella = flag(project, "umbrella"),
                       .releases = texts(project, "releases"),
                       .default_release = optional_text(project, "default_release"),
                       .template_folders = texts(project, "templates"),
                       .has_hex = flag(project, "hex"),
                       .has_rebar3 = std::nullopt,
                       .hex_packages = texts(project, "hex_packages"),
                       .rebar3_packages = texts(project, "rebar3_packages"),
                       .dependency_problem = optional_text(project, "dependency_problem")};
  if (optional_text(project, "rebar3")) report.has_rebar3 = flag(project, "rebar3");
  return report;
}

}  // namespace

ElixirReport read_elixir_report(const erl::Term& report) {
  ElixirReport result;
  if (const erl::Term* vm = erl::find(report, "vm")) result.vm = read_vm(*vm);
  if (const erl::Term* project = erl::find(report, "project")) result.project = read_project(*project);
  return result;
}

ElixirReport ask_elixir(std::string_view source, bool in_project) {
  require_working_folder_for_elixir();
  const FileDescriptor script = memory_file("slipway_report.exs");
  write_all(script, source, "the report's script");
  const FileDescriptor answer = memory_file("slipway_report");
  const FileDescriptor printed = memory_file("slipway_report_output");
  const FileDescriptor nothing = open_file("/dev/null", O_RDONLY);

  // +Bd: Ctrl-C ends the VM as it ends us.
  std::vector<std::string> words = {"elixir", "--erl", "+Bd"};
  if (in_project) {
    words.insert(words.end(), {"-r", path_of(script), "-S", "mix", "slipway.report", path_of(answer)});
  } else {
    words.insert(words.end(), {path_of(script), path_of(answer)});
  }
  ExitStatus status;
  try {
    status = ChildProcess::start(words, {script.get(), answer.get()},
                                 {.input = nothing.get(), .output = printed.get(), .error = printed.get()})
                 .wait();
  } catch (const SystemError& error) {
    if (error.error_number() != ENOENT) throw;
    ElixirReport report;
    report.has_elixir = false;
    return report;
  }
  const std::string bytes = content_of(answer, "what Elixir reports");
  ElixirReport report;
  if (!bytes.empty()) report = read_elixir_report(erl::decode_external(bytes, "what Elixir reports"));
  report.output = content_of(printed, "what Elixir prints");
  if (!status.success()) report.output += "(elixir " + status.describe() + ")";
  return report;
}

std::vector<std::string> release_names(const ProjectReport& project) {
  if (!project.releases.empty()) return project.releases;
  if (project.app) return {*project.app};
  return {};
}

}  // namespace slipway::project
