package dev.trueup.hostapp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README shows is what there is. */
class ReadmeTest {

    private static final Path HERE =
            Files.exists(Path.of("src/main/java/dev/trueup/hostapp")) ? Path.of("") : Path.of("examples/host-app");

    @Test
    void everyVariableIsListedAndEveryListedVariableIsRead() throws IOException {
        Set<String> listed = found("(?m)^\\| `([A-Z_]+)` \\|", Files.readString(HERE.resolve("README.md")));
        String sources = Stream.of(
                        "java/dev/trueup/hostapp/Settings.java",
                        "java/dev/trueup/hostapp/SettingsReader.java",
                        "java/dev/trueup/hostapp/BulkReader.java",
                        "java/dev/trueup/hostapp/HealthReader.java",
                        "resources/logback.xml")
                .map(ReadmeTest::source)
                .collect(Collectors.joining());
        Set<String> read = found("[\"{]([A-Z]+_[A-Z_]+)[\":]", sources);
        read.add("PORT");

        assertThat(listed).isEqualTo(read).hasSizeGreaterThan(30);
    }

    @Test
    void theAnswerShownIsTheOneGiven() throws Exception {
        Matcher shown = Pattern.compile("<!-- answer bob -->\\n```json\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(HERE.resolve("README.md")));
        assertThat(shown.find()).isTrue();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
        try (DemoMode demo = DemoMode.start(Map.of("PORT", "0"), nowhere)) {
            ObjectMapper json = new ObjectMapper();
            String answer = Shell.run(demo.lines().lines().get(1).command());

            assertThat(json.readTree(answer)).isEqualTo(json.readTree(shown.group(1)));
        }
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String source(String path) {
        try {
            return Files.readString(HERE.resolve("src/main").resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
