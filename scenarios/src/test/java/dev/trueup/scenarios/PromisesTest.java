package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every promise of docs/behaviour.md is cited by a test, and every citation is of a promise. */
class PromisesTest {

    private static final Pattern PROMISE = Pattern.compile("(?m)^- \\*\\*([A-Z]\\d+)\\*\\* ");
    private static final Pattern CITATION = Pattern.compile("@Tag\\(\"promise:([A-Z]\\d+)\"\\)");

    @Test
    void everyPromiseIsProven() throws IOException {
        Set<String> promised = named(PROMISE, Stream.of(Files.readString(root().resolve("docs/behaviour.md"))));
        Set<String> cited = named(CITATION, javaSources());

        assertThat(minus(promised, cited)).as("promises without a proof").isEmpty();
        assertThat(minus(cited, promised)).as("citations of no promise").isEmpty();
        assertThat(promised).hasSizeGreaterThan(20);
    }

    @Test
    void aGapIsFound() {
        Set<String> promised = named(PROMISE, Stream.of("# Promises\n- **A1** One.\n- **A2** Two.\n"));
        Set<String> cited =
                named(CITATION, Stream.of("@Test\n@Tag(\"promise:A1\")\nvoid one() {}", "@Tag(\"promise:B9\")"));

        assertThat(minus(promised, cited)).containsExactly("A2");
        assertThat(minus(cited, promised)).containsExactly("B9");
    }

    private static Set<String> named(Pattern pattern, Stream<String> texts) {
        return texts.flatMap(text -> pattern.matcher(text).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> minus(Set<String> left, Set<String> right) {
        Set<String> rest = new TreeSet<>(left);
        rest.removeAll(right);
        return rest;
    }

    private static Stream<String> javaSources() throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            List<Path> sources = files.filter(it -> it.toString().endsWith(".java"))
                    .filter(it -> it.toString().contains("/src/"))
                    .filter(it -> !it.endsWith("PromisesTest.java"))
                    .toList();
            return sources.stream().map(PromisesTest::text);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("docs/behaviour.md")))
                .findFirst()
                .orElseThrow();
    }
}
