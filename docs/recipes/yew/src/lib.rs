//! A component that asks with a POST, and shows the answer as it grows.

use eventsource_wasm::EventSource;
use futures_util::StreamExt;
use futures_util::future::abortable;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Clone, PartialEq, Default)]
struct Answer {
    text: String,
    error: Option<String>,
}

/// The answer so far. Another question, or the component's end, aborts the request.
#[hook]
fn use_answer(question: &AttrValue) -> UseStateHandle<Answer> {
    let answer = use_state(Answer::default);
    let setter = answer.setter();
    use_effect_with(question.clone(), move |question| {
        let (task, handle) = abortable(read(question.clone(), setter));
        spawn_local(async {
            // Aborted, the task is dropped, and the source with it.
            let _ = task.await;
        });
        move || handle.abort()
    });
    answer
}

async fn read(question: AttrValue, setter: UseStateSetter<Answer>) {
    let mut answer = Answer::default();
    setter.set(answer.clone());
    let mut source = EventSource::builder("/ask")
        .method("POST")
        .header("Content-Type", "text/plain")
        .body(question.as_str())
        .connect();
    while let Some(event) = source.next().await {
        match event {
            Ok(event) => answer.text.push_str(&event.data),
            Err(error) => answer.error = Some(error.to_string()),
        }
        setter.set(answer.clone());
    }
}

#[derive(Properties, PartialEq)]
pub struct AnswerProps {
    pub question: AttrValue,
}

#[component]
pub fn AnswerView(props: &AnswerProps) -> Html {
    let answer = use_answer(&props.question);
    html! {
        <article>
            { &answer.text }
            if let Some(error) = &answer.error {
                <p role="alert">{ error }</p>
            }
        </article>
    }
}
