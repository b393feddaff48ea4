#include "release/release_definition.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::release {

ReleaseDefinition define_release(const ReleaseIdentity& identity, const BootList& boot,
                                 std::span<const SelectedApplication> applications) {
  ReleaseDefinition release{identity, {}};
  for (const BootEntry& entry : boot) {
    const SelectedApplication* selected = find_application(applications, entry.application);
    if (selected == nullptr) {
      throw Error(concat({"the boot script lists the application ", entry.application,
                          ", which is not part of the release"}));
    }
    const std::string_view library = selected->is_otp ? kRootLibrary : kReleaseLibrary;
    release.applications.push_back({entry.mode, std::string(library), selected->resource});
  }
  return release;
}

}  // namespace slipway::release
