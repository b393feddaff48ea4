#include "cli/image_notes.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "base/files.hpp"
#include "base/text.hpp"

namespace slipway::cli {
namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

const std::string* value_of(const Variables& variables, std::string_view name) {
  const auto found = std::find_if(variables.begin(), variables.end(),
                                  [&](const auto& variable) { return variable.first == name; });
  return found == variables.end() ? nullptr : &found->second;
}

/// Whether a line of env.sh that is no comment asks for long names, as Fly.io's and Kubernetes' templates do.
bool asks_for_long_names(const std::string& script) {
  std::istringstream lines(script);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string::npos || line[begin] == '#') continue;
    for (const std::string_view setting :
         {"RELEASE_DISTRIBUTION=name", "RELEASE_DISTRIBUTION=\"name\"", "RELEASE_DISTRIBUTION='name'"}) {
      if (line.find(setting) != std::string::npos) return true;
    }
  }
  return false;
}

/// Why several nodes may be meant to meet, or "".
std::string reason_for_a_cluster(const ReleaseSummary& release, const erl::LaunchPlan& plan,
                                 const project::ImageSettings& settings) {
  for (const std::string_view name : erl::kClusteringApplications) {
    if (std::any_of(release.applications.begin(), release.applications.end(),
                    [&](const ReleaseSummary::Application& application) { return application.name == name; }))
      return concat({"the release has ", name});
  }
  constexpr std::string_view kLong = "name";
  const std::filesystem::path script = release.path / "releases" / release.version / "env.sh";
  const std::string* own = value_of(settings.environment, "RELEASE_DISTRIBUTION");
  const std::string* of_plan = value_of(plan.environment, "RELEASE_DISTRIBUTION");
  if (plan.node.distribution == kLong || (own != nullptr && *own == kLong) ||
      (of_plan != nullptr && *of_plan == kLong) ||
      asks_for_long_names(read_file_if_exists(script.string()).value_or("")))
    return "its nodes have long names";
  return {};
}

}  // namespace

std::vector<std::string> notes_on_image(const ReleaseSummary& release, const erl::LaunchPlan& plan,
                                        const project::ImageSettings& settings) {
  std::vector<std::string> notes;
  const auto gives_cookie = [](const Variables& variables) {
    return value_of(variables, "RELEASE_COOKIE") != nullptr ||
           value_of(variables, "RELEASE_COOKIE_FILE") != nullptr;
  };
  const std::string reason = reason_for_a_cluster(release, plan, settings);
  if (!reason.empty() && !gives_cookie(settings.environment) && !gives_cookie(plan.environment)) {
    notes.push_back(
        concat({"replicas that form a cluster need one RELEASE_COOKIE (or RELEASE_COOKIE_FILE) in "
                "common; the image holds no cookie (",
                reason, ")"}));
  }
  if (settings.compression == project::ImageCompression::kZstd) {
    notes.emplace_back(
        "layers are compressed by zstd: Docker before 23 says \"unexpected EOF\" or \"invalid tar header\" "
        "of them; [image] compression = \"gzip\" is read by all");
  }
  return notes;
}

}  // namespace slipway::cli
