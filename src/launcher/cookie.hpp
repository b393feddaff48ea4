#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_descriptor.hpp"

namespace slipway::launcher {

/// Throws Error unless the VM would read this cookie from a file as it stands: 1 to 255 printable ASCII
/// characters (auth:check_cookie/2; the cookie becomes an atom), no space at either end. `source` says where
/// it came from; the cookie itself is in no message.
void check_cookie(std::string_view cookie, std::string_view source);

/// A folder that the VM takes for its home, with the cookie in it, so that the cookie is in no argument. The
/// VM reads it at the start of distribution and again after init:restart/0, so it stays as long as the node.
struct CookieHome {
  std::string path;
  /// Open on the folder and locked (shared). It is inherited by the VM: the lock ends with the node.
  FileDescriptor lock;
};

/// PARENT/slipway-EUID, private to the user. It may have been there before: then it must be what we would
/// have made, so that nobody else has planted anything in it. Throws Error where it is not or can't be made.
FileDescriptor open_user_folder(const std::string& parent);

/// As open_user_folder, but makes nothing: a descriptor that is not open where there is no such folder.
FileDescriptor find_user_folder(const std::string& parent);

/// The path of that folder.
std::string user_folder_in(const std::string& parent);

// PARENT/slipway-EUID/node-XXXXXX/.erlang.cookie: the first folder is private to the user and shared by his
// nodes, the second belongs to one node and is locked by it. A node whose lock can be had is dead; every
// start removes the folders of dead nodes.

/// Writes the cookie below the first of the folders `parents` where that is possible; nothing where there is
/// none. `problems` says for each folder that was passed over why.
std::optional<CookieHome> make_cookie_home(const std::vector<std::string>& parents, std::string_view cookie,
                                           std::vector<std::string>& problems);

}  // namespace slipway::launcher
