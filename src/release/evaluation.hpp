#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "project/probe.hpp"
#include "release/release_plan.hpp"

namespace slipway::release {

/// A file below releases/VERSION that a template of the project gave.
struct RenderedTemplate {
  std::string name;
  std::string text;
};

/// What only Elixir could say about a planned release.
struct Evaluation {
  /// The text of sys.config.
  std::string sys_config;
  /// env.sh, vm.args and remote.vm.args, as far as the project has a template for them.
  std::vector<RenderedTemplate> templates;

  /// The text of `name`, or `otherwise` where the project has no template for it.
  std::string_view text_of(std::string_view name, std::string_view otherwise) const;
};

/// Has Elixir evaluate config/*.exs, the config providers' init/1 and the templates. Throws Error with
/// Elixir's message where they fail, and where a configured value can't be written to sys.config.
Evaluation evaluate(const ReleasePlan& plan, project::Probe& probe);

}  // namespace slipway::release
