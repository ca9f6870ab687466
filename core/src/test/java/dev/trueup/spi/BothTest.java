package dev.trueup.spi;

import static dev.trueup.fixture.Samples.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BothTest {

    private final List<String> heard = new ArrayList<>();

    @Test
    void bothHearOneAfterTheOther() {
        TrueupListener.both(listener("first"), listener("second")).unreadableValue(ANN);

        assertThat(heard).containsExactly("first", "second");
    }

    @Test
    void whatTheFirstOneThrowsDoesNotKeepTheSecondOneFromHearing() {
        TrueupListener thrower = new TrueupListener() {
            @Override
            public void unreadableValue(UserId user) {
                throw new IllegalStateException("must not break the flow");
            }
        };

        TrueupListener.both(thrower, listener("second")).unreadableValue(ANN);

        assertThat(heard).containsExactly("second");
    }

    @Test
    void twoAsOneEqualThemselvesAloneAndNameBoth() {
        TrueupListener both = TrueupListener.both(listener("first"), new TrueupListener() {});

        assertThat(Set.of(both)).contains(both).doesNotContain(TrueupListener.NONE);
        assertThat(both.toString()).contains(BothTest.class.getName()).contains(" and ");
    }

    private TrueupListener listener(String name) {
        return new TrueupListener() {
            @Override
            public void unreadableValue(UserId user) {
                heard.add(name);
            }
        };
    }
}
