#include "inputs.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/programs.hpp"
#include "erl/application_resource.hpp"
#include "release/boot_script.hpp"
#include "release/release_definition.hpp"

namespace slipway::bench {

namespace fs = std::filesystem;

namespace {

/// The text of an .app file as Mix writes them.
std::string resource_text(const std::string& name, const std::vector<std::string>& applications) {
  std::string modules;
  for (int module = 0; module < 40; ++module)
    modules += (module == 0 ? "" : ",") + ("'Elixir." + name) + ".Module" + std::to_string(module) + "'";
  std::string needed;
  for (const std::string& application : applications) needed += (needed.empty() ? "" : ",") + application;
  return "{application," + name + ",[{config_mtime,1700000000},{modules,[" + modules + "]},{applications,[" +
         needed + "]},{description,\"" + name + "\"},{registered,[]},{vsn,\"1.2.3\"}]}.";
}

}  // namespace

fs::path otp_root() {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  const auto erl = find_program("erl", path == nullptr ? "" : path);
  if (!erl) throw Error("there is no erl in PATH; install erlang-nox");
  return fs::canonical(*erl).parent_path().parent_path();
}

std::vector<Input> stdlib_beams() {
  std::vector<Input> beams;
  for (const fs::directory_entry& library : fs::directory_iterator(otp_root() / "lib")) {
    if (!library.path().filename().string().starts_with("stdlib-")) continue;
    for (const fs::directory_entry& file : fs::directory_iterator(library.path() / "ebin")) {
      if (file.path().extension() == ".beam")
        beams.push_back({file.path().filename().string(), read_file(file.path().string())});
    }
  }
  std::sort(beams.begin(), beams.end(), [](const Input& a, const Input& b) { return a.name < b.name; });
  if (beams.empty()) throw Error("there is no stdlib in " + otp_root().string());
  return beams;
}

std::size_t size_of(const std::vector<Input>& inputs) {
  std::size_t size = 0;
  for (const Input& input : inputs) size += input.bytes.size();
  return size;
}

erl::Term boot_script_of_100_applications() {
  release::ReleaseDefinition definition;
  definition.identity = {"bench", "1.0.0", "13.1"};
  std::vector<std::string> names = {"kernel", "stdlib"};
  while (names.size() < 100) names.push_back("application_" + std::to_string(names.size()));
  for (std::size_t at = 0; at < names.size(); ++at) {
    const std::vector<std::string> needed(names.begin(),
                                          names.begin() + static_cast<int>(std::min<std::size_t>(at, 8)));
    release::ReleaseApplication application;
    application.library = std::string(at < 2 ? release::kRootLibrary : release::kReleaseLibrary);
    application.resource =
        erl::read_application_resource(resource_text(names[at], needed), names[at], names[at]);
    definition.applications.push_back(std::move(application));
  }
  const fs::path boot = otp_root() / "bin/start_clean.boot";
  release::OtpBootTemplate otp = release::read_boot_template(read_file(boot.string()), boot.string());
  return release::make_boot_script(definition, otp, {});
}

}  // namespace slipway::bench
