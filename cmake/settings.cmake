add_library(settings INTERFACE)
target_include_directories(settings INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_features(settings INTERFACE cxx_std_20)
target_compile_definitions(settings INTERFACE SLIPWAY_VERSION="${PROJECT_VERSION}")

add_library(sanitizers INTERFACE)
if(SLIPWAY_SANITIZE)
  target_compile_options(sanitizers INTERFACE -fsanitize=${SLIPWAY_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(sanitizers INTERFACE -fsanitize=${SLIPWAY_SANITIZE})
endif()

add_library(warnings INTERFACE)
target_compile_options(warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wimplicit-fallthrough -Wformat=2)
if(SLIPWAY_WERROR)
  target_compile_options(warnings INTERFACE -Werror)
endif()

# slipway_room(NAME [ROOM...]): the library slipway_NAME of all src/NAME/*.cpp but for main.cpp.
function(slipway_room name)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(slipway_${name} STATIC ${sources})
  list(TRANSFORM ARGN PREPEND slipway_)
  target_link_libraries(slipway_${name} PUBLIC settings sanitizers ${ARGN} PRIVATE warnings)
endfunction()
