#include "release/application_order.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "release/release_checks.hpp"

namespace slipway::release {
namespace {

using Names = std::vector<std::string>;

const std::string& name_of(const OrderedApplication& ordered) { return ordered.application->resource.name; }

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void remove_first(Names& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) names.erase(found);
}

/// Which application includes which. Nobody is included twice, so this is a forest.
class Includes {
 public:
  explicit Includes(const ReleaseDefinition& release) {
    for (const ReleaseApplication& application : release.applications) {
      for (const std::string& included : application.resource.included_applications) {
        parents_.emplace(included, application.resource.name);
      }
    }
  }

  bool has(const std::string& name) const { return parents_.contains(name); }

  /// The outermost application that includes `name`, directly or not; `name` itself where nobody does.
  std::string top(const std::string& name) const {
    std::string top = name;
    for (std::size_t steps = 0; parents_.contains(top); ++steps) {
      if (steps > parents_.size()) {
        throw Error(
            concat({"the application ", name, " includes itself, by way of its included applications"}));
      }
      top = parents_.at(top);
    }
    return top;
  }

 private:
  std::map<std::string, std::string> parents_;
};

/// A dependency on an included application means one on the application that starts it. Two applications
/// within the same top keep theirs (systools_make:add_top_apps_to_uses/3).
Names uses_of_tops(const erl::ApplicationResource& resource, const Includes& includes) {
  const std::string own_top = includes.top(resource.name);
  Names uses = resource.applications;
  for (const std::string& used : resource.applications) {
    if (used == own_top) {
      remove_first(uses, used);
    } else if (includes.has(used)) {
      const std::string top = includes.top(used);
      if (contains(uses, top)) {
        remove_first(uses, used);
      } else if (top != own_top) {
        remove_first(uses, used);
        uses.push_back(top);
      }
    }
  }
  return uses;
}

/// By the position in the release; what is not part of it (absent optional applications) comes last.
void sort_by_release(Names& names, const std::map<std::string, std::size_t>& positions) {
  const auto position = [&positions](const std::string& name) {
    const auto found = positions.find(name);
    return found == positions.end() ? positions.size() : found->second;
  };
  std::stable_sort(names.begin(), names.end(),
                   [&position](const std::string& left, const std::string& right) {
                     return position(left) < position(right);
                   });
}

std::vector<OrderedApplication> with_final_dependencies(const ReleaseDefinition& release) {
  const Includes includes(release);
  std::map<std::string, std::size_t> positions;
  for (const ReleaseApplication& application : release.applications) {
    positions.emplace(application.resource.name, positions.size());
  }
  std::vector<OrderedApplication> result;
  for (const ReleaseApplication& application : release.applications) {
    OrderedApplication ordered{&application, uses_of_tops(application.resource, includes),
                               application.resource.included_applications};
    sort_by_release(ordered.applications, positions);
    sort_by_release(ordered.included_applications, positions);
    result.push_back(std::move(ordered));
  }
  return result;
}

/// Depth first: what an application needs and is still waiting moves in front of it
/// (systools_make:sort_appls/1).
class Sorter {
 public:
  explicit Sorter(const std::vector<OrderedApplication>& applications) {
    for (const OrderedApplication& application : applications) waiting_.push_back(&application);
  }

  std::vector<OrderedApplication> sort() {
    while (!waiting_.empty()) step();
    check_result();
    std::vector<OrderedApplication> result;
    for (const OrderedApplication* application : sorted_) result.push_back(*application);
    return result;
  }

 private:
  using Queue = std::vector<const OrderedApplication*>;

  void step() {
    const OrderedApplication& current = *waiting_.front();
    waiting_.erase(waiting_.begin());
    Queue needed =
        take_needed(current, current.applications, current.application->resource.optional_applications);
    const Queue included = take_needed(current, current.included_applications, {});
    needed.insert(needed.end(), included.begin(), included.end());
    // Whoever is needed now and was visited before needs the current application.
    const auto circular = std::stable_partition(
        needed.begin(), needed.end(),
        [this](const OrderedApplication* one) { return !visited_.contains(name_of(*one)); });
    if (circular != needed.end()) circular_.insert(name_of(current));
    for (auto one = circular; one != needed.end(); ++one) circular_.insert(name_of(**one));
    visited_.insert(name_of(current));
    if (needed.empty()) {
      sorted_.push_back(&current);
      return;
    }
    needed.erase(circular, needed.end());
    needed.push_back(&current);
    waiting_.insert(waiting_.begin(), needed.begin(), needed.end());
  }

  /// Takes the applications called `names` out of the queue, in that order.
  Queue take_needed(const OrderedApplication& current, const Names& names, const Names& optional) {
    Queue taken;
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
      const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                      [&](const OrderedApplication* one) { return name_of(*one) == *name; });
      // An included application may use the one that includes it.
      const bool usable =
          found != waiting_.end() && !contains((*found)->included_applications, name_of(current));
      if (usable) {
        taken.push_back(*found);
        waiting_.erase(found);
      } else if (!visited_.contains(*name) && !contains(optional, *name)) {
        unordered_.insert(concat({*name, " (for ", name_of(current), ")"}));
      }
    }
    std::reverse(taken.begin(), taken.end());
    return taken;
  }

  void check_result() const {
    if (!circular_.empty()) {
      throw Error(concat({"applications depend on each other in a circle: ", join(circular_, ", "),
                          ". Remove one of these dependencies"}));
    }
    if (!unordered_.empty()) {
      throw Error(
          concat({"no place could be found for the following applications before those that need them: ",
                  join(unordered_, ", "),
                  ". Each may be listed once in an application's `applications`, and one that includes "
                  "others must come before them in the release"}));
    }
  }

  Queue waiting_;
  Queue sorted_;
  std::set<std::string> visited_;
  std::set<std::string> circular_;
  std::set<std::string> unordered_;
};

}  // namespace

std::vector<OrderedApplication> order_applications(const ReleaseDefinition& release) {
  check_release(release);
  const std::vector<OrderedApplication> applications = with_final_dependencies(release);
  return Sorter(applications).sort();
}

}  // namespace slipway::release
