#pragma once

// Applications in memory, for the tests of src/release.

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "erl/application_resource.hpp"
#include "erl/text_reader.hpp"
#include "erl/text_writer.hpp"
#include "error_support.hpp"
#include "release/release_definition.hpp"
#include "release/selection.hpp"

namespace slipway::release {

/// The application with this list of pairs in its .app file, without brackets; the keys that all must have
/// are added.
inline erl::ApplicationResource make_application(const std::string& name, const std::string& keys,
                                                 const std::string& version = "1.0.0") {
  std::string all = fmt::format("{{vsn, \"{}\"}}", version);
  for (const char* required : {"description", "modules", "registered", "applications"}) {
    if (keys.find(fmt::format("{{{},", required)) == std::string::npos)
      all += fmt::format(", {{{}, []}}", required);
  }
  if (!keys.empty()) all += ", " + keys;
  return erl::read_application_resource(fmt::format("{{application, {}, [{}]}}.", name, all), name,
                                        name + ".app");
}

}  // namespace slipway::release
