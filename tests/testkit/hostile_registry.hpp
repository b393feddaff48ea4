#pragma once

#include <string_view>

namespace slipway::testkit {

/// A registry that does what none should, on a port of the loopback address that it prints first. It has one
/// image under each tag, whose only layer has 1,000,000 bytes, but for what `mode` says:
///
///   good              nothing
///   endless-manifest  a manifest without end             endless-fields   header fields without end
///   endless-blob      a layer without end                circle           redirects to itself
///   other-blob        a layer with other bytes           html             a page for browsers
///   deep-json         a manifest of 500,000 brackets
///   many-layers       a manifest of 20,000 layers        million-layers   one of 1,000,000
///   huge-config       a configuration of 2^40 bytes      nul-type         a Content-Type with control
///   characters other-manifest    another than the digest names
///
/// Serves until it is ended. Throws UsageError for another mode.
int run_hostile_registry(std::string_view mode);

}  // namespace slipway::testkit
