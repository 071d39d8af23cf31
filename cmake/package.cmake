# A Debian package: `cmake --build build --target package`, or tools/make_deb for the one that is shipped (hardened, in a build of its own).
set(sample ${CMAKE_BINARY_DIR}/gongshi.toml)
add_custom_command(OUTPUT ${sample} COMMAND gongshi config sample > ${sample}.new COMMAND ${CMAKE_COMMAND} -E rename ${sample}.new ${sample} DEPENDS gongshi VERBATIM)
add_custom_target(configuration_sample ALL DEPENDS ${sample})

# Packing builds the program alone, not every test.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
install(TARGETS gongshi RUNTIME DESTINATION bin)
install(FILES ${sample} DESTINATION /etc/gongshi)
install(FILES packaging/gongshi.service packaging/gongshi-hall.service packaging/gongshi-video.service DESTINATION lib/systemd/system)
install(FILES packaging/sysusers.conf DESTINATION lib/sysusers.d RENAME gongshi.conf)
install(FILES packaging/copyright README.md THIRD_PARTY.md docs/operations.md docs/digest.md DESTINATION share/doc/gongshi)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gongshi)
set(CPACK_PACKAGE_CONTACT "The Gongshi contributors <gongshi@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "platform of a consultative assembly: consultation from the question to the answer")
set(CPACK_PACKAGE_DESCRIPTION "One program with its pages and its database inside. It asks people about a question, lets them say and vote what they think,
shows what they share and where they differ, and follows every answer to its end.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_FILE_NAME gongshi)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS systemd)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-cjk, fonts-arphic-ukai")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nginx, libnginx-mod-rtmp, postgresql")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/postinst ${CMAKE_SOURCE_DIR}/packaging/prerm ${CMAKE_SOURCE_DIR}/packaging/postrm
    ${CMAKE_SOURCE_DIR}/packaging/conffiles)
include(CPack)

if(GONGSHI_TESTS)
  add_test(NAME package COMMAND ${CMAKE_SOURCE_DIR}/packaging/check ${CMAKE_BINARY_DIR})
endif()
