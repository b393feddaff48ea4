#pragma once

// Applications in memory, for the tests of src/release.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
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
  std::string all = concat({"{vsn, \"", version, "\"}"});
  for (const char* required : {"description", "modules", "registered", "applications"}) {
    if (keys.find(concat({"{", required, ","})) == std::string::npos)
      all += concat({", {", required, ", []}"});
  }
  if (!keys.empty()) all += ", " + keys;
  return erl::read_application_resource(concat({"{application, ", name, ", [", all, "]}."}), name,
                                        name + ".app");
}

}  // namespace slipway::release
