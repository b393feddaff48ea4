#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "erl/launch_plan.hpp"
#include "image/file_tree.hpp"
#include "image/release_layers.hpp"

namespace slipway::image {

/// What of a release needs a shell, which a bare image does not have.
struct ShellNeeds {
  /// Why an image of the release needs a shell, each a sentence without its full stop; empty where it needs
  /// none.
  std::vector<std::string> reasons;
  /// What may need one, or needs more than Busybox has; nothing is put into the image for it.
  std::vector<std::string> warnings;
  /// Words at the place of a command in the scripts that the reasons are of. Those that Busybox knows become
  /// links to it.
  std::set<std::string> words;
  /// Programs that Busybox has no equal of, as paths on this machine: os_mon calls `/bin/df -lk`, and
  /// Busybox's df has no -l.
  std::vector<std::string> programs;
  /// Scripts of bin/ that become names of the launcher.
  std::vector<erl::LaunchProgram> native;
};

/// Looks at env.sh, at the executable scripts of the release (but for those of ERTS and of OTP's own
/// applications, which a release does not use), at os_mon, at -heart in vm.args, and at the modules of the
/// dependencies and of the project.
///
/// Throws Error where a module is broken or a file can't be read.
ShellNeeds find_shell_needs(const ReleaseTree& release, const erl::LaunchPlan& plan);

/// The entries that take the place of `native` in an image: bin/SCRIPT as a link to the launcher, and the
/// version's launch.term, which tells it what to do by that name. Empty where there are none.
FileTree native_programs(const ReleaseTree& release, const erl::LaunchPlan& plan,
                         const std::vector<erl::LaunchProgram>& native, const std::string& destination);

/// /bin/busybox with links for sh and for each of `words` that it knows, from this machine's static
/// /bin/busybox (Debian's busybox-static); `all`: for all that it knows. Throws Error where it is not there
/// or needs libraries.
FileTree busybox_files(const std::set<std::string>& words, bool all = false,
                       const std::filesystem::path& busybox = "/bin/busybox");

}  // namespace slipway::image
