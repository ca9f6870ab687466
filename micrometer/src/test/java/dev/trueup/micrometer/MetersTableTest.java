package dev.trueup.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The meters that docs/operations/README.md lists are those that there are, with their kinds and their tags. */
class MetersTableTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(trueup[a-z.]*)` \\| (\\w+) \\|([^|]*)\\|");

    @Test
    void everyMeterIsListedAndEveryListedMeterExists() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Scrape.everythingIn(registry);

        Map<String, String> real = registry.getMeters().stream()
                .map(Meter::getId)
                .collect(Collectors.toMap(
                        Meter.Id::getName,
                        id -> id.getType().name().toLowerCase(Locale.ROOT) + " "
                                + id.getTags().stream()
                                        .map(Tag::getKey)
                                        .sorted()
                                        .toList(),
                        (one, other) -> {
                            assertThat(other).isEqualTo(one);
                            return one;
                        },
                        TreeMap::new));

        assertThat(listed()).isEqualTo(real).hasSizeGreaterThan(15);
    }

    private static Map<String, String> listed() throws IOException {
        return ROW.matcher(Files.readString(operations("README.md")))
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> row.group(2) + " " + tags(row.group(3)),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static Object tags(String cell) {
        return Stream.of(cell.split("[`, ]+"))
                .filter(tag -> !tag.isBlank())
                .sorted()
                .toList();
    }

    static Path operations(String file) {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("docs/behaviour.md")))
                .findFirst()
                .orElseThrow()
                .resolve("docs/operations")
                .resolve(file);
    }
}
