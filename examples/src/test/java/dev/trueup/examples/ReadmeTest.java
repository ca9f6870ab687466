package dev.trueup.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The code in the README and in docs is the code of the examples, and the output shown is what they print. */
class ReadmeTest {

    /** A block that says where it comes from: an HTML comment with the name of a region, then the fence. */
    private static final Pattern BLOCK =
            Pattern.compile("<!-- (region|output) ([\\w-]+) -->\\n```\\w*\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern REGION =
            Pattern.compile("// region ([\\w-]+)\\n(.*?)[ \\t]*// endregion", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> everyBlockIsReal() throws IOException {
        Map<String, String> regions = regions();
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            Matcher block = BLOCK.matcher(Files.readString(page));
            while (block.find()) {
                String kind = block.group(1);
                String name = block.group(2);
                String shown = block.group(3);
                tests.add(DynamicTest.dynamicTest(page.getFileName() + ": " + name, () -> assertThat(shown.strip())
                        .isEqualTo(kind.equals("region") ? code(regions, name) : printed(name))));
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(4);
        return tests.stream();
    }

    @Test
    void noJavaBlockIsLeftUnchecked() throws IOException {
        for (Path page : pages()) {
            String text = Files.readString(page);
            long fences =
                    Pattern.compile("(?m)^```java$").matcher(text).results().count();
            long checked = Pattern.compile("<!-- region [\\w-]+ -->\\n```java\\n")
                    .matcher(text)
                    .results()
                    .count();
            assertThat(checked).as("checked blocks of " + page.getFileName()).isEqualTo(fences);
        }
    }

    private static String code(Map<String, String> regions, String name) {
        assertThat(regions).containsKey(name);
        return regions.getOrDefault(name, "").stripTrailing().stripIndent();
    }

    private static String printed(String name) throws Exception {
        assertThat(name).isEqualTo("quick-start");
        return ExamplesTest.output(out -> QuickStart.run(Map.of(), new String[0], out))
                .strip();
    }

    private static Map<String, String> regions() throws IOException {
        Map<String, String> regions = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root().resolve("examples/src"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                Matcher region = REGION.matcher(Files.readString(file));
                while (region.find()) {
                    assertThat(regions.put(region.group(1), region.group(2)))
                            .as("region %s occurs once", region.group(1))
                            .isNull();
                }
            }
        }
        return regions;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(root().resolve("docs"))) {
            return Stream.concat(Stream.of(root().resolve("README.md")), docs.filter(it -> it.toString()
                            .endsWith(".md")))
                    .toList();
        }
    }

    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("docs/behaviour.md")))
                .findFirst()
                .orElseThrow();
    }
}
