#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "image/file_tree.hpp"
#include "image/root_view.hpp"

namespace slipway::image {

struct SystemFiles {
  FileTree files;
  /// Those that were copied, as paths in the source without links.
  std::vector<std::string> copied;
  /// What is missing on this machine, and what to do about it.
  std::vector<std::string> warnings;
};

/// What a release finds on any Linux system and misses in an empty image:
///
///   etc/passwd, etc/group     root, nobody, and the user that the release runs as, with home/nonroot
///   etc/nsswitch.conf         names are looked up in files, then by DNS
///   etc/os-release            that of `source`: whose libraries they are, for scanners
///   etc/ssl/certs/ca-certificates.crt   of `source`, where :public_key.cacerts_get/0 looks for it
///   usr/lib/locale/C.utf8     of `source`: without it the VM takes file names and output for latin1
///   tmp                       1777
///
/// `user` is "UID" or "UID:GID". Time zones are not among them: libraries of Elixir bring their own.
SystemFiles system_files(const RootView& source, const std::string& user);

}  // namespace slipway::image
