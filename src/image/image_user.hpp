#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace slipway::image {

/// Who a container runs as.
struct ImageUser {
  std::uint32_t user = 0;
  std::uint32_t group = 0;
};

/// Of "UID" or "UID:GID"; without a group it has the user's number, as the image's passwd says.
ImageUser image_user(const std::string& text);

/// Whether the user may read a file, and execute it where its owner may; or list and enter a folder. All
/// files of an image belong to root.
bool may_use(const ImageUser& user, mode_t mode, bool is_folder);

}  // namespace slipway::image
