#include "release/early_modules.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "release/module_facts.hpp"
#include "support/parallel.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

struct Candidate {
  const std::string* module = nullptr;
  fs::path beam;
  bool is_wanted = false;
  bool exists = false;
  ModuleFacts facts;
};

using Names = std::vector<std::string>;

void sort_uniquely(Names& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

bool is_among(std::span<const std::string> sorted, const std::string& name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

std::vector<Candidate> candidates_of(const EarlyModulesRequest& request) {
  std::vector<Candidate> candidates;
  for (const SelectedApplication* application : request.applications) {
    const bool is_own = request.is_own(*application);
    for (const std::string& module : application->resource.modules) {
      candidates.push_back({.module = &module,
                            .beam = application->folder / "ebin" / (module + ".beam"),
                            .is_wanted = is_own || is_among(request.profile, module),
                            .exists = false,
                            .facts = {}});
    }
  }
  return candidates;
}

void read_candidate(Candidate& candidate, const std::optional<fs::path>& consolidated) {
  if (consolidated) {
    fs::path beam = *consolidated / candidate.beam.filename();
    if (fs::is_regular_file(beam)) candidate.beam = std::move(beam);
  }
  const std::optional<std::string> content = read_file_if_exists(candidate.beam.string());
  if (!content) return;
  candidate.exists = true;
  with_context("a module can't be read (compile it anew with `mix compile --force`)",
               [&] { candidate.facts = read_module_facts(*content, candidate.beam.string()); });
}

}  // namespace

EarlyModules choose_early_modules(const EarlyModulesRequest& request) {
  std::vector<Candidate> candidates = candidates_of(request);
  parallel_for(candidates.size(),
               [&](std::size_t at) { read_candidate(candidates[at], request.consolidation_path); });
  Names atoms_of_loaded;
  Names atoms_of_others;
  Names known;
  EarlyModules early;
  for (Candidate& candidate : candidates) {
    if (!candidate.exists) continue;
    known.push_back(*candidate.module);
    const bool runs_on_load = candidate.facts.may_run_on_load;
    const bool is_loaded = candidate.is_wanted || runs_on_load;
    if (is_loaded) (runs_on_load ? early.on_load_modules : early.modules).push_back(*candidate.module);
    Names& atoms = is_loaded ? atoms_of_loaded : atoms_of_others;
    std::move(candidate.facts.atoms.begin(), candidate.facts.atoms.end(), std::back_inserter(atoms));
  }
  for (Names* names : {&early.modules, &early.on_load_modules, &known, &atoms_of_loaded, &atoms_of_others})
    sort_uniquely(*names);
  std::set_difference(atoms_of_others.begin(), atoms_of_others.end(), atoms_of_loaded.begin(),
                      atoms_of_loaded.end(), std::back_inserter(early.atoms));
  std::set_difference(request.profile.begin(), request.profile.end(), known.begin(), known.end(),
                      std::back_inserter(early.gone));
  return early;
}

}  // namespace slipway::release
