#include "cli/pull_command.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "base/error.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "cli/image_places.hpp"
#include "cli/image_push.hpp"
#include "cli/registry_access.hpp"
#include "cli/registry_pull.hpp"
#include "cli/sizes.hpp"
#include "oci/archive_writer.hpp"
#include "oci/image_source.hpp"
#include "oci/layout_writer.hpp"
#include "support/temporary_folder.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLayoutPrefix = "oci:";

constexpr std::array<OptionSpec, 6> kOwnOptions = {{
    {"-o,--output", "OUT", "a FILE for `docker load` and `podman load`, or oci:DIR for a layout"},
    {"--platform", "OS/ARCH", "of an image for several platforms (default: that of this machine)"},
    {"--digest-file", "FILE", "write the digest of what the name leads to there"},
    {"--no-cache", "", "fetch all of it, and keep nothing for the next time"},
    {"--quiet", "", "print errors only"},
    {"--json", "", "print the result as JSON, and everything else on standard error"},
}};
constexpr auto kOptions = joined(kOwnOptions, kRegistryOptions);

constexpr std::string_view kDetails =
    "Fetches an image from a registry into an archive or a layout. What was fetched before is taken from "
    "the\n"
    "cache; what was cut off goes on where it ended. Each part is compared with its digest.\n";

oci::Platform read_platform(const Arguments& arguments) {
  const auto text = arguments.value("--platform");
  if (!text) return this_platform();
  const std::size_t slash = text->find('/');
  const std::size_t second = slash == std::string::npos ? slash : text->find('/', slash + 1);
  oci::Platform platform{.os = text->substr(0, slash), .architecture = {}};
  if (slash != std::string::npos) platform.architecture = text->substr(slash + 1, second - slash - 1);
  if (second != std::string::npos) platform.variant = text->substr(second + 1);
  const bool is_known =
      platform.text().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789/._-") == std::string::npos;
  if (platform.os.empty() || platform.architecture.empty() || !is_known) {
    throw UsageError(
        concat({"--platform is written OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64, not ",
                *text}));
  }
  return platform;
}

void write_output(const std::string& output, const oci::NamedImage& image) {
  if (!output.starts_with(kLayoutPrefix)) return oci::write_archive_file(output, {image});
  const std::string folder = output.substr(kLayoutPrefix.size());
  if (folder.empty()) throw UsageError("oci: needs a folder, such as oci:build/image");
  oci::write_layout(folder, {image});
}

int run(const Arguments& arguments) {
  if (!arguments.positional()) throw UsageError("which image? slipway pull REGISTRY/NAME:TAG -o oci:DIR");
  const oci::Reference reference = oci::Reference::parse(*arguments.positional());
  const auto output = arguments.value("--output");
  if (!output) throw UsageError("where does it go? -o FILE for an archive, -o oci:DIR for a layout");
  const oci::Platform platform = read_platform(arguments);
  const bool is_json = arguments.has("--json");
  std::FILE* const stream = arguments.has("--quiet") ? nullptr : is_json ? stderr : stdout;
  RegistryWish registries = read_registry_wish(arguments);
  note_interruptions();
  const auto begin = std::chrono::steady_clock::now();
  const OpenedStore opened = open_image_store(!arguments.has("--no-cache"));
  const PulledImage pulled = pull_image(std::move(registries), reference, platform, opened.store, stream);
  const oci::ImageSource source = oci::ImageSource::open(pulled.layout, temporary_folder());
  const oci::StoredImage stored = source.find("", platform);
  write_output(*output, {.image = stored.image, .names = {reference}});
  write_digest_file(arguments.value("--digest-file").value_or(""), pulled.digest);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (stream != nullptr) {
    std::fputs(concat({"Pulled ", reference.full(), " (", stored.image.platform.text(), ") to ", *output,
                       "\n", pulled.digest.text(), "\n", size_text(pulled.moved_bytes), " fetched in ",
                       seconds_text(seconds), "\n"})
                   .c_str(),
               stream);
  }
  if (!is_json) return 0;
  const Json result = Json::Object{{"name", reference.full()},
                                   {"digest", pulled.digest.text()},
                                   {"image", stored.image.manifest.descriptor.digest.text()},
                                   {"platform", stored.image.platform.text()},
                                   {"output", *output},
                                   {"fetched", static_cast<std::int64_t>(pulled.moved_bytes)},
                                   {"seconds", seconds}};
  if (std::fputs(write_json(result).c_str(), stdout) < 0) throw SystemError(errno, "write the result");
  return 0;
}

}  // namespace

Command pull_command() {
  return {.name = "pull",
          .summary = "Fetch an image from a registry into an archive or a layout",
          .details = kDetails,
          .positional = PositionalSpec{"REF", "the image: debian:bookworm-slim, ghcr.io/team/app@sha256:..."},
          .options = kOptions,
          .run = run};
}

}  // namespace slipway::cli
