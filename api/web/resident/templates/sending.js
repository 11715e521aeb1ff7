{
// The form of this page is sent from here, and the page stays until the answer has an address of its own, so that a broken line loses nothing.
const tell=document.querySelector("[data-progress]"),f=tell.closest("form"),q=f.querySelector("[data-ask]"),text=f.querySelector("textarea"),left=f.querySelector("[data-count]"),chosen=f.querySelector("[type=file]"),said=tell.dataset,state=f.dataset;
const say=t=>{tell.textContent=t};
text.oninput=()=>{const n=text.dataset.most-text.value.length;left.textContent=n<0?left.dataset.over.replace("#",-n):n<500?left.dataset.count.replace("#",n):""};
// What need not travel to be refused: blanks alone, a text that is too long, files that are too large.
function refuse(){let n=0,e=text,t="";for(const x of chosen.files)n+=x.size;if(text.required&&!text.value.trim())t=said.blank;else if(text.value.length>text.dataset.most){text.oninput();t=left.textContent}else if(n>said.bytes){t=said.large;e=chosen}if(t){say(t);e.focus()}return t}
// What was typed is made up to 1, 2, 4, 8 ... KiB, so that the line tells its length in steps only.
function pack(b){const d=new FormData,files=[];let n=0,m=1024;const put=(v,k)=>{if(v.size>=0)files.push([k,v]);else{d.append(k,v);n+=new Blob([v]).size}};new FormData(f).forEach(put);if(b&&b.name){d.delete(b.name);put(b.value,b.name)}while(m<n)m*=2;d.append("padding","0".repeat(m-n));for(const[k,v]of files)d.append(k,v);return d}
function send(b){
const x=new XMLHttpRequest;let t;
const alive=()=>{clearTimeout(t);t=setTimeout(()=>x.abort(),20000)};
// A server that names a time is asked again then, and a line that is back is used.
function fail(){clearTimeout(t);let w=+x.getResponseHeader("Retry-After");if(w&&/429|503/.test(x.status)){const i=setInterval(()=>{say(said.later.replace("#",w));if(w--<1){clearInterval(i);send(b)}},1000);return}say(x.status===413?said.large:said.failed);delete state.sent;delete state.read;if(navigator.onLine===false)addEventListener("online",()=>{if(!state.sent){state.sent=1;send(b)}},{once:true})}
x.open("POST",f.action);x.upload.onprogress=e=>{alive();say(said.progress+": "+Math.floor(100*e.loaded/e.total)+" %")};x.upload.onload=()=>clearTimeout(t);x.onerror=x.onabort=fail;
x.onload=()=>{const u=x.responseURL;if(u===f.action)fail();else location.replace(u)};
alive();x.send(pack(b))}
// Before a text goes, the server reads it: who shall read what is about police is asked here, where the files stay.
function ask(go){let over;const end=t=>{if(over)return;over=1;q.innerHTML=t||"";if(q.querySelector("button")){q.nextElementSibling.hidden=true;delete state.sent;q.focus()}else go()};setTimeout(end,5000);fetch(q.dataset.ask,{method:"POST",body:new URLSearchParams({what:text.value,where:f.elements.where?f.elements.where.value:""})}).then(r=>r.ok?r.text():"").then(t=>end(t.trim()),()=>end())}
if(self.fetch&&FormData.prototype.forEach)f.addEventListener("submit",e=>{if(state.sent)return;e.preventDefault();if(refuse())return;state.sent=1;const go=()=>send(e.submitter);if(q&&!state.read){state.read=1;ask(go)}else go()});
}
