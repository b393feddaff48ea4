#include "cli/push_command.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "cli/image_places.hpp"
#include "cli/image_push.hpp"
#include "cli/sizes.hpp"
#include "oci/image_source.hpp"
#include "support/temporary_folder.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostChunk = 1024;

constexpr std::array<OptionSpec, 5> kOwnOptions = {{
    {"--digest-file", "FILE", "write the image's digest there"},
    {"--chunk-size", "MIB",
     "send blobs in parts of so many MiB (default: whole, and in parts where that fails)"},
    {"--no-cache", "", "do not remember which repositories have which blobs"},
    {"--quiet", "", "print errors only"},
    {"--json", "", "print the result as JSON, and everything else on standard error"},
}};
constexpr auto kOptions = joined(kOwnOptions, kRegistryOptions);

constexpr std::string_view kDetails =
    "Sends an image to a registry: what the registry does not have yet, which after a small change is the\n"
    "layer of the application alone. The first word is an archive, a layout (oci:DIR or oci:DIR:TAG) or the\n"
    "name of a release; without it the image is the one that `slipway image` wrote last. The others are "
    "what\n"
    "it is called there: ghcr.io/team/app:1.0, localhost:5000/app, team/app:1.0 for Docker's own registry.\n"
    "\n"
    "Credentials are those of `docker login` and `podman login`, with their helpers.\n";

/// What is pushed, and under which names.
struct Words {
  ImagePlace image;
  std::vector<oci::Reference> names;
};

/// Whether it can only be the name of a release: a reference without a registry would have a tag or a slash.
bool is_release_name(const std::string& word) { return word.find_first_of("/:@.") == std::string::npos; }

Words read_words(const std::vector<std::string>& words) {
  if (words.empty())
    throw UsageError("what is it called in the registry? slipway push [IMAGE] REGISTRY/NAME:TAG");
  auto place = image_place(words.front());
  std::size_t first = place ? 1 : 0;
  if (!place && words.front().find(".tar") != std::string::npos) {
    throw Error(
        concat({"there is no ", words.front(), "; `slipway image -o ", words.front(), "` would write it"}));
  }
  if (!place && words.size() > 1 && is_release_name(words.front())) {
    place = ImagePlace{last_archive(words.front()), ""};
    first = 1;
  }
  std::vector<oci::Reference> names;
  for (std::size_t i = first; i < words.size(); ++i) names.push_back(oci::Reference::parse(words[i]));
  if (names.empty()) {
    throw UsageError(concat({"what is ", words.front(), " called in the registry? slipway push ",
                             words.front(), " REGISTRY/NAME:TAG"}));
  }
  if (!place) place = ImagePlace{last_archive(std::nullopt), ""};
  return {.image = std::move(*place), .names = std::move(names)};
}

std::uint64_t chunk_size(const Arguments& arguments) {
  const auto text = arguments.value("--chunk-size");
  if (!text) return 0;
  const auto number = decimal_number<std::uint64_t>(*text);
  if (!number || *number == 0 || *number > kMostChunk) {
    throw UsageError(
        concat({"--chunk-size is a number of MiB from 1 to ", std::to_string(kMostChunk), ", not ", *text}));
  }
  return *number << 20U;
}

int run(const Arguments& arguments) {
  const Words words = read_words(arguments.positionals());
  const bool is_json = arguments.has("--json");
  PushWish wish{.names = words.names,
                .upload = {.chunk_size = chunk_size(arguments)},
                .digest_file = arguments.value("--digest-file").value_or(""),
                .use_cache = !arguments.has("--no-cache"),
                .stream = arguments.has("--quiet") ? nullptr
                          : is_json                ? stderr
                                                   : stdout};
  RegistryWish registries = read_registry_wish(arguments);
  note_interruptions();
  const oci::ImageSource source = oci::ImageSource::open(words.image.path, temporary_folder());
  const registry::PushContent content = registry::content_of(source, words.image.name);
  if (wish.stream != nullptr)
    std::fputs(concat({"Pushing ", shortest(words.image.path), "\n"}).c_str(), wish.stream);
  const Json result = push_image(std::move(registries), content, wish);
  if (is_json && std::fputs(write_json(result).c_str(), stdout) < 0)
    throw SystemError(errno, "write the result");
  return 0;
}

}  // namespace

Command push_command() {
  return {.name = "push",
          .summary = "Send an image to a registry: what it does not have yet",
          .details = kDetails,
          .positional =
              PositionalSpec{
                  .name = "IMAGE",
                  .description = "an archive, a layout or a release; then each REF, a name that it gets",
                  .is_list = true,
                  .usage = "[IMAGE] [REF]..."},
          .options = kOptions,
          .run = run};
}

}  // namespace slipway::cli
