package dev.trueup.testservers;

import static dev.trueup.testservers.RedisKind.DOCKER;
import static dev.trueup.testservers.RedisKind.EMBEDDED;
import static dev.trueup.testservers.RedisKind.GIVEN;
import static dev.trueup.testservers.RedisKind.PATH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisKindTest {
    @Test
    void aGivenServerGoesBeforeAllOthers() {
        assertThat(choose(GIVEN, DOCKER, PATH, EMBEDDED)).isEqualTo(GIVEN);
    }

    @Test
    void dockerGoesBeforeLocalBinaries() {
        assertThat(choose(DOCKER, PATH, EMBEDDED)).isEqualTo(DOCKER);
    }

    @Test
    void aBinaryOnThePathGoesBeforeTheEmbeddedOne() {
        assertThat(choose(PATH, EMBEDDED)).isEqualTo(PATH);
        assertThat(choose(EMBEDDED)).isEqualTo(EMBEDDED);
    }

    @Test
    void withoutAnyServerTheMessageTellsWhatToDo() {
        assertThatThrownBy(RedisKindTest::choose)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TRUEUP_TEST_REDIS_URL");
    }

    @Test
    void dockerIsNotAskedWhenAServerIsGiven() {
        List<RedisKind> asked = new ArrayList<>();

        RedisKind.choose(kind -> {
            asked.add(kind);
            return kind == GIVEN;
        });

        assertThat(asked).containsExactly(GIVEN);
    }

    @Test
    void onlyAnExecutableFileOnThePathCounts(@TempDir Path first, @TempDir Path second) throws IOException {
        Files.writeString(first.resolve("redis-server"), "not executable");
        Path executable = Files.writeString(second.resolve("redis-server"), "#!/bin/sh\n");
        String path = first + ":" + second;
        assertThat(RedisBinary.onPath(path)).isEmpty();

        assertThat(executable.toFile().setExecutable(true)).isTrue();
        assertThat(RedisBinary.onPath(path)).contains(executable);
    }

    private static RedisKind choose(RedisKind... available) {
        return RedisKind.choose(Set.of(available)::contains);
    }
}
