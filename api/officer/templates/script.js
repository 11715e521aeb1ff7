document.addEventListener("submit",e=>{const f=e.target;if(f.dataset.sent){e.preventDefault()}else{f.dataset.sent=1;setTimeout(()=>{delete f.dataset.sent},8000)}});

(()=>{const b=document.body,u=b.dataset.live;if(!u)return;let due=false,title=document.title;
const load=async()=>{if(document.hidden){due=true;document.title="● "+title;return}due=false;document.title=title;
const r=await fetch(location.href);if(!r.ok||r.redirected)return;
const d=new DOMParser().parseFromString(await r.text(),"text/html");
for(const e of document.querySelectorAll("[id^=live-]")){const n=d.getElementById(e.id);if(n&&n.innerHTML!==e.innerHTML)e.innerHTML=n.innerHTML}
const v=d.querySelector("input[name=version]");if(v)for(const e of document.querySelectorAll("input[name=version]"))e.value=v.value};
new EventSource(u).addEventListener("news",load);
document.addEventListener("visibilitychange",()=>{if(!document.hidden&&due)load()})})();

document.addEventListener("keydown",e=>{const f=e.target.closest&&e.target.closest("form[data-keys]");if(f&&e.key==="Enter"&&(e.ctrlKey||e.metaKey)){e.preventDefault();f.requestSubmit()}});

(()=>{const f=document.querySelector("form[data-draft]");if(!f)return;let due=0,turn=0;
const keep=async()=>{const mine=++turn;const r=await fetch(f.dataset.draft,{method:"POST",body:new URLSearchParams(new FormData(f))});
if(!r.ok||r.redirected||mine!==turn)return;const h=await r.text(),o=document.getElementById("reading");if(mine===turn&&!o.contains(document.activeElement)&&o.innerHTML!==h)o.innerHTML=h};
f.addEventListener("submit",()=>clearTimeout(due));f.addEventListener("input",()=>{clearTimeout(due);due=setTimeout(keep,400)});
const t=document.querySelector("[data-began]");if(t)setInterval(()=>{const s=Math.max(0,Math.floor(Date.now()/1000)-t.dataset.began);t.textContent=Math.floor(s/60)+":"+String(s%60).padStart(2,"0")},1000)})();

for(const f of document.querySelectorAll("form[data-passkey]")){const P=window.PublicKeyCredential;if(!P||!P.parseCreationOptionsFromJSON)continue;f.hidden=false;const c=f.closest("[data-with-script]");if(c)c.hidden=false;
f.addEventListener("submit",async e=>{e.preventDefault();e.stopPropagation();const q=JSON.parse(f.dataset.passkey),w=f.querySelector("[role=alert]"),make=f.dataset.verb==="create";
try{const a=await navigator.credentials[f.dataset.verb]({publicKey:make?P.parseCreationOptionsFromJSON(q):P.parseRequestOptionsFromJSON(q)});f.elements.passkey.value=JSON.stringify(a.toJSON());f.submit()}catch{w.hidden=false}})}
