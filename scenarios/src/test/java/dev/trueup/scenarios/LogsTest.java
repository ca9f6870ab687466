package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all tests of all modules that ran in this build made Trueup log, down to TRACE, holds no address, key, secret,
 * token or name. The modules write it to {@code target/trace.log}; those that come after this one are not looked at.
 */
class LogsTest {

    private static final Logger log = LoggerFactory.getLogger(LogsTest.class);

    private static final Pattern PERSONAL_OR_SECRET = Pattern.compile(
            "[\\w.+-]+@[\\w-]+\\.\\w+" // an address
                    + "|(sk|rk|pk)_(test|live)_\\w|whsec_\\w" // a key or a secret
                    + "|eyJ[\\w-]{8,}|[Bb]earer \\w" // a token
                    + "|\\bv1[=,][0-9a-zA-Z+/]{8,}" // a signature
                    + "|\\b(Ann|Annabel|Ada|Lovelace|Victoria|Mallory|Hidden) [A-Z]\\w+"); // a name as tests give them

    @Test
    @Tag("promise:S1")
    void noLineOfTheWholeSuiteTellsWhatItMustNot() throws IOException {
        log.trace("looking at what was logged");
        List<String> wrong = new ArrayList<>();
        long lines = 0;
        List<Path> logs = logs();
        for (Path file : logs) {
            try (BufferedReader reader = reader(file)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines++;
                    if (PERSONAL_OR_SECRET.matcher(line).find()) {
                        wrong.add(file + ": " + line);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(logs).contains(Path.of("target/trace.log").toAbsolutePath().normalize());
        log.info("{} lines of {} modules tell nothing", lines, logs.size());
    }

    @Test
    void aLineThatTellsIsNoticed() {
        assertThat(List.of(
                        "user ann@example.com",
                        "key sk_test_abc",
                        "secret whsec_abc",
                        "Authorization: Bearer abc",
                        "eyJhbGciOiJSUzI1NiJ9.e30.x",
                        "t=1,v1=0123456789abcdef",
                        "hello Ann Lee"))
                .allMatch(it -> PERSONAL_OR_SECRET.matcher(it).find());
        assertThat(List.of(
                        "user user_ann has cus_ann", "refresh of user_2abc", "event stripe:evt_1 v1.customer.updated"))
                .noneMatch(it -> PERSONAL_OR_SECRET.matcher(it).find());
    }

    private static List<Path> logs() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        try (Stream<Path> files = Files.find(root, 4, (path, is) -> path.endsWith("target/trace.log"))) {
            return files.map(Path::normalize).sorted().toList();
        }
    }

    private static BufferedReader reader(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)));
    }
}
