#include "project/elixir_report.hpp"

#include "base/error.hpp"
#include "erl/external.hpp"
#include "project/elixir_script.hpp"

namespace slipway::project {
namespace {

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
  const ElixirAnswer answer = run_elixir_script(source, in_project ? "slipway.report" : "");
  ElixirReport report;
  report.has_elixir = answer.has_elixir;
  if (!answer.bytes.empty()) {
    report = read_elixir_report(erl::decode_external(answer.bytes, "what Elixir reports"));
  }
  report.output = answer.output;
  if (!answer.status.success()) report.output += "(elixir " + answer.status.describe() + ")";
  return report;
}

std::vector<std::string> release_names(const ProjectReport& project) {
  if (!project.releases.empty()) return project.releases;
  if (project.app) return {*project.app};
  return {};
}

}  // namespace slipway::project
