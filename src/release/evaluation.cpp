#include "release/evaluation.hpp"

#include "base/error.hpp"
#include "erl/text_writer.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;
using erl::boolean;
using erl::pair;
using erl::Term;

// All that was read at compile time, for Config.Provider to compare; false where that is switched off.
Term compile_environment(const ReleasePlan& plan) {
  std::vector<Term> entries;
  for (const SelectedApplication& application : plan.release.applications) {
    const Term* values = erl::find(application.resource.properties, "compile_env");
    const auto* list = values != nullptr ? values->proper_list() : nullptr;
    if (list != nullptr) entries.insert(entries.end(), list->begin(), list->end());
  }
  if (!plan.options.validate_compile_env || entries.empty()) return boolean(false);
  return erl::list(std::move(entries));
}

// runtime.exs is the first provider; Config.Reader reads it where the release stands.
Term first_providers(const ReleasePlan& plan) {
  if (!plan.runtime_config) return erl::list({});
  const Term path = erl::tuple({erl::atom("system"), erl::binary("RELEASE_ROOT"),
                                erl::binary("/" + plan.release.version_folder() + "/runtime.exs")});
  return erl::list({erl::tuple(
      {erl::atom("Elixir.Config.Reader"),
       erl::list({pair("path", path), pair("env", erl::atom(plan.mix_env)),
                  pair("target", erl::atom(plan.mix_target)), pair("imports", erl::atom("disabled"))})})});
}

// With a reboot, distribution waits for the second start: Mix.Release.start_distribution/1.
bool delays_distribution(const ReleasePlan& plan) {
  return plan.reboots_after_config && !plan.options.start_distribution_during_config;
}

Term start_distribution(bool value) {
  return erl::list({pair("kernel", erl::list({pair("start_distribution", boolean(value))}))});
}

Term provider_options(const ReleasePlan& plan) {
  return erl::list({
      pair("extra_config", delays_distribution(plan) ? start_distribution(true) : erl::list({})),
      pair("prune_runtime_sys_config_after_boot", boolean(plan.options.prune_runtime_sys_config_after_boot)),
      pair("reboot_system_after_config", boolean(plan.reboots_after_config)),
      pair("validate_compile_env", compile_environment(plan)),
  });
}

// What Mix adds to the options together with its own provider.
Term added_options(const ReleasePlan& plan) {
  if (!plan.runtime_config) return erl::list({});
  return erl::list({pair("reboot_system_after_config", boolean(plan.reboots_after_config))});
}

Term templates(const ReleasePlan& plan) {
  std::vector<Term> found;
  const auto add = [&](std::string_view name, std::string_view kind) {
    const fs::path path = plan.options.templates / (std::string(name) + ".eex");
    if (!fs::exists(path)) return;
    found.push_back(erl::tuple({erl::binary(name), erl::binary(path.string()), erl::atom(kind)}));
  };
  add("vm.args", "arguments");
  add("remote.vm.args", "arguments");
  if (plan.options.includes_unix) add("env.sh", "environment");
  if (plan.options.includes_windows) add("env.bat", "environment");
  return erl::list(std::move(found));
}

Term request(const ReleasePlan& plan) {
  return erl::tuple({
      erl::atom("evaluate"),
      erl::map({
          {erl::atom("first_providers"), first_providers(plan)},
          {erl::atom("added_options"), added_options(plan)},
          {erl::atom("provider_options"), provider_options(plan)},
          {erl::atom("extra_config"), delays_distribution(plan) ? start_distribution(false) : erl::list({})},
          {erl::atom("keeps_provider"), boolean(plan.keeps_own_provider)},
          {erl::atom("templates"), templates(plan)},
      }),
  });
}

// Names the value that has no text form, which the whole would not tell.
void check_values(const Term& config) {
  const auto* applications = config.proper_list();
  if (applications == nullptr) throw Error("the configuration must be a list of {application, values}");
  for (const Term& entry : *applications) {
    const auto* application = entry.tuple(2);
    const auto* values = application != nullptr ? application->back().proper_list() : nullptr;
    if (values == nullptr) continue;
    for (const Term& value : *values) {
      const auto* key = value.tuple(2);
      if (key == nullptr) continue;
      with_context("config " + erl::to_text(application->front()) + ", " + erl::to_text(key->front()), [&] {
        try {
          erl::to_text(key->back());
        } catch (Error& error) {
          throw Error(error.message() +
                      ", so it can't be written to sys.config; use numbers, atoms, strings, lists, " +
                      "tuples and maps, or set it in config/runtime.exs");
        }
      });
    }
  }
}

std::string sys_config_text(const Term& config, bool reboots) {
  check_values(config);
  return std::string("%% coding: utf-8\n%% RUNTIME_CONFIG=") + (reboots ? "true" : "false") + "\n" +
         erl::to_pretty_text(config) + ".\n";
}

}  // namespace

std::string_view Evaluation::text_of(std::string_view name, std::string_view otherwise) const {
  for (const RenderedTemplate& rendered : templates) {
    if (rendered.name == name) return rendered.text;
  }
  return otherwise;
}

Evaluation evaluate(const ReleasePlan& plan, project::Probe& probe) {
  const Term answer = probe.request(request(plan));
  const Term* config = erl::find(answer, "sys_config");
  const Term* rendered = erl::find(answer, "templates");
  const auto* texts = rendered != nullptr ? rendered->proper_list() : nullptr;
  if (config == nullptr || texts == nullptr) throw Error("the probe's evaluation is incomplete");
  Evaluation result;
  result.sys_config = sys_config_text(*config, plan.reboots_after_config);
  for (const Term& entry : *texts) {
    const auto* name_and_text = entry.tuple(2);
    if (name_and_text == nullptr) throw Error("the probe's templates are incomplete");
    result.templates.push_back({erl::text_of(name_and_text->front()).value_or(""),
                                erl::text_of(name_and_text->back()).value_or("")});
  }
  return result;
}

}  // namespace slipway::release
