#include "release/application_mode.hpp"

#include <array>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::release {
namespace {

constexpr std::array<std::string_view, 5> kModeNames = {"permanent", "transient", "temporary", "load",
                                                        "none"};

}  // namespace

std::string_view mode_name(ApplicationMode mode) { return kModeNames[static_cast<std::size_t>(mode)]; }

ApplicationMode read_mode(std::string_view name, std::string_view application) {
  for (std::size_t i = 0; i < kModeNames.size(); ++i) {
    if (kModeNames[i] == name) return static_cast<ApplicationMode>(i);
  }
  throw Error(concat({"the application ", application, " has the unknown mode ", name,
                      ". The modes are: ", join(kModeNames, ", ")}));
}

}  // namespace slipway::release
