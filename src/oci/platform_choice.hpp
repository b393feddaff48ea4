#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oci/descriptor.hpp"
#include "oci/manifest.hpp"

namespace slipway::oci {

/// Whether an image for the one platform runs on the other; a variant counts where both tell one.
bool runs_on(const Platform& image, const Platform& wanted);

/// Whether an index's entry is what BuildKit knows of a build, which it puts there as a manifest for no
/// platform.
bool is_attestation(const Descriptor& descriptor);

/// The entry for the platform, rather that of the very variant; or the only one, where it tells no platform.
/// Throws Error that begins with `source` and lists the platforms where there is none.
const Descriptor& choose_platform(const ImageIndex& index, const Platform& platform, std::string_view source);

/// As errors list it: sorted, cut where it is long.
std::string listed_texts(const std::vector<std::string>& texts);

}  // namespace slipway::oci
