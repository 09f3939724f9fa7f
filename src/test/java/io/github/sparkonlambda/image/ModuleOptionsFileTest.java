package io.github.sparkonlambda.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class ModuleOptionsFileTest {
  private static final Set<String> PACKAGES = Set.of("java.lang", "sun.security.action");

  @Test
  void takesWhatSparkOpensOfTheModulesThatTheJvmHas() {
    assertThat(ModuleOptionsFile.options(17, PACKAGES))
        .contains(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
            "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED")
        .doesNotContain("--add-opens=java.base/java.net=ALL-UNNAMED")
        .noneMatch(option -> option.contains("access"));
  }

  @Test
  void allowsWhatLaterJvmsWarnOf() {
    assertThat(ModuleOptionsFile.options(25, Set.of("java.lang")))
        .contains("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
        .noneMatch(option -> option.contains("sun.security.action"));
  }
}
